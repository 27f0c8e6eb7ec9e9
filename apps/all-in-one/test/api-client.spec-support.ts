/** The management API and the SDK wire as curl sees them. */
export class ApiClient {
  constructor(
    readonly baseUrl: string,
    readonly apiKey: string,
    readonly writeKey: string,
  ) {}

  /** Sets up the first owner. */
  static async setUp(baseUrl: string): Promise<ApiClient> {
    const answer = await fetch(`${baseUrl}/api/v1/setup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        email: 'ada@acme.test',
        password: 'correct horse battery',
        workspaceName: 'Acme',
      }),
    });
    if (answer.status !== 201) throw new Error(`set-up: ${answer.status} ${await answer.text()}`);
    const { apiKey, source } = (await answer.json()) as {
      apiKey: { secret: string };
      source: { writeKey: string };
    };
    return new ApiClient(baseUrl, apiKey.secret, source.writeKey);
  }

  async get<T>(path: string, headers: Record<string, string> = {}): Promise<T> {
    return this.call<T>('GET', path, undefined, headers);
  }

  async post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    return this.call<T>('POST', path, body, headers);
  }

  /** Overwrites knowingly. */
  async put<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>('PUT', path, body, { 'if-match': '*' });
  }

  async patch<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>('PATCH', path, body, {});
  }

  private async call<T>(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<T> {
    const answer = await fetch(`${this.baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.apiKey}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** One request on the SDK wire. @returns the status, or undefined when no answer came */
  async wire(path: string, body: unknown): Promise<number | undefined> {
    const authorization = `Basic ${Buffer.from(`${this.writeKey}:`).toString('base64')}`;
    const answer = await fetch(`${this.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => undefined);
    await answer?.arrayBuffer().catch(() => undefined);
    return answer?.status;
  }

  /** A published email template. @returns its id */
  async template(name: string, subject: string, html: string): Promise<string> {
    const { id } = await this.post<{ id: string }>('/api/v1/templates', {
      name,
      channel: 'email',
      messageClass: 'transactional',
      draft: {
        defaultLocale: 'en',
        variants: {
          en: { subject, from: { name: 'Acme', address: 'hi@acme.test' }, body: { kind: 'html', html } },
        },
      },
    });
    await this.post(`/api/v1/templates/${id}/publish`, {});
    return id;
  }

  /** A published journey. @returns its id */
  async journey(name: string, draft: Record<string, unknown>): Promise<string> {
    const { id } = await this.post<{ id: string }>('/api/v1/journeys', { name, draft });
    await this.post(`/api/v1/journeys/${id}/publish`, {});
    return id;
  }
}
