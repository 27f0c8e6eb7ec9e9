/** A workspace with one of everything, made through the API as a program would. */
export interface Filled {
  cookie: { name: string; value: string };
  sourceId: string;
  templateId: string;
  journeyId: string;
  runId: string;
  msgId: string;
  planId: string;
  transformId: string;
  importId: string;
}

interface Installation {
  source: { id: string; writeKey: string };
  apiKey: { secret: string };
}

/** A workspace that was just set up, with the ways into it that a program has. */
export interface Workspace {
  cookie: { name: string; value: string };
  sourceId: string;
  get: <T>(path: string) => Promise<T>;
  post: <T>(path: string, body: object) => Promise<T>;
  /** Only whether it is there. */
  status: (path: string) => Promise<number>;
  /** Over the SDK wire. */
  send: (batch: object[]) => Promise<void>;
  until: (condition: () => Promise<boolean>) => Promise<void>;
}

export async function setUpWorkspace(url: string): Promise<Workspace> {
  const { cookie, source, apiKey } = await setUp(url);
  const call = api(url, apiKey.secret);
  return {
    cookie,
    sourceId: source.id,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    status: async (path) => {
      const headers = { authorization: `Bearer ${apiKey.secret}` };
      return (await fetch(`${url}/api/v1${path}`, { headers })).status;
    },
    send: (batch) => sendBatch(url, source.writeKey, batch),
    until: async (condition) => {
      for (const deadline = Date.now() + 20_000; !(await condition());) {
        if (Date.now() > deadline) throw new Error('it did not come true in time');
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
    },
  };
}

async function setUp(url: string): Promise<Installation & Pick<Workspace, 'cookie'>> {
  const setup = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      email: 'ada@acme.test',
      password: 'correct horse battery',
      workspaceName: 'Acme',
      memberName: 'Ada',
    }),
  });
  const made = (await setup.json()) as Installation;
  const [name = '', value = ''] =
    (setup.headers.get('set-cookie') ?? '').split(';', 1)[0]?.split(/=(.*)/) ?? [];
  return { ...made, cookie: { name, value } };
}

export async function fillWorkspace(url: string): Promise<Filled> {
  const { cookie, source, apiKey } = await setUp(url);
  const call = api(url, apiKey.secret);
  const template = await call<{ id: string }>('POST', '/templates', {
    name: 'Welcome',
    channel: 'email',
    messageClass: 'transactional',
    draft: {
      defaultLocale: 'en',
      variants: {
        en: {
          subject: 'Welcome, {{ profile.traits.firstName }}',
          from: { name: 'Acme', address: 'hi@acme.test' },
          body: { kind: 'html', html: '<p>You joined from {{ event.properties.plan }}.</p>' },
        },
      },
    },
  });
  await call('POST', `/templates/${template.id}/publish`, {});
  const journey = await call<{ id: string }>('POST', '/journeys', {
    name: 'Welcome',
    draft: journeyDraft(template.id),
  });
  await call('POST', `/journeys/${journey.id}/publish`, {});
  await sendEvents(url, source.writeKey);
  const messages = await call<{ data: { id: string }[] }>('GET', '/messages', undefined, {
    prefer: 'wait=20',
  });
  const runs = await call<{ data: { id: string }[] }>('GET', `/journeys/${journey.id}/runs`);
  return {
    cookie,
    sourceId: source.id,
    ...(await fillData(call, source.id, url, apiKey.secret)),
    templateId: template.id,
    journeyId: journey.id,
    runId: runs.data[0]?.id ?? '',
    msgId: messages.data[0]?.id ?? '',
  };
}

/** A plan that a source follows, a transform, and a file that waits for its start. */
async function fillData(
  call: ReturnType<typeof api>,
  sourceId: string,
  url: string,
  secret: string,
): Promise<Pick<Filled, 'planId' | 'transformId' | 'importId'>> {
  const plan = await call<{ id: string }>('POST', '/tracking-plans', {
    name: 'Web shop',
    draft: {
      rules: [
        {
          type: 'track',
          event: 'Signed Up',
          version: 1,
          schema: {
            type: 'object',
            required: ['plan'],
            properties: {
              plan: { type: 'string', enum: ['free', 'pro'] },
              seats: { type: ['integer', 'null'], minimum: 1 },
            },
          },
        },
      ],
    },
  });
  await call('PUT', `/tracking-plans/${plan.id}/sources`, { sourceIds: [sourceId] });
  await call('POST', `/tracking-plans/${plan.id}/publish`, {});
  const transform = await call<{ id: string }>('POST', '/transforms', {
    name: 'Tidy up',
    draft: { language: 'javascript', code: '(event) => event', sourceIds: [sourceId], order: 1, tests: [] },
  });
  const upload = await fetch(`${url}/api/v1/imports?kind=profiles`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'text/csv' },
    body: 'user id,email,plan\n77,hopper@acme.test,pro\n',
  });
  const { id: importId } = (await upload.json()) as { id: string };
  return { planId: plan.id, transformId: transform.id, importId };
}

function journeyDraft(templateId: string): object {
  return {
    trigger: {
      kind: 'event',
      event: 'Signed Up',
      where: { kind: 'property', property: 'plan', op: 'is_set' },
    },
    entry: { reentry: { rule: 'once' } },
    start: 'hello',
    steps: [
      { key: 'hello', kind: 'message', channel: 'email', templateId, next: 'two_days' },
      { key: 'two_days', kind: 'delay', duration: 'P2D', next: 'is_pro' },
      {
        key: 'is_pro',
        kind: 'branch',
        branches: [
          {
            key: 'pro',
            label: 'Pays',
            when: { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' },
            next: 'stop',
          },
        ],
        otherwise: { next: 'nudge' },
      },
      { key: 'stop', kind: 'exit', reason: 'pays already' },
      { key: 'nudge', kind: 'message', channel: 'email', templateId, next: null },
    ],
  };
}

/** A person, an anonymous visitor, and one event that the door rejects. */
async function sendEvents(url: string, writeKey: string): Promise<void> {
  await sendBatch(url, writeKey, [
    {
      type: 'identify',
      userId: '42',
      traits: { email: 'grace@acme.test', firstName: 'Grace', address: { country: 'DE' } },
    },
    { type: 'track', userId: '42', event: 'Signed Up', properties: { plan: 'free' } },
    {
      type: 'page',
      anonymousId: 'visitor-1',
      name: 'Pricing',
      properties: { url: 'https://acme.test/pricing' },
    },
    { type: 'track', event: 'Nobody Did It' },
  ]);
}

async function sendBatch(url: string, writeKey: string, batch: object[]): Promise<void> {
  const answer = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({ batch }),
  });
  if (!answer.ok) throw new Error(`the wire answered ${answer.status}: ${await answer.text()}`);
}

function api(url: string, secret: string) {
  return async <T = unknown>(
    method: string,
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<T> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  };
}
