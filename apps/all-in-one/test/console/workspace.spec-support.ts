/** A workspace with one of everything, made through the API as a program would. */
export interface Filled {
  cookie: { name: string; value: string };
  sourceId: string;
  templateId: string;
  journeyId: string;
  runId: string;
  msgId: string;
}

interface Installation {
  source: { id: string; writeKey: string };
  apiKey: { secret: string };
}

export async function fillWorkspace(url: string): Promise<Filled> {
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
  const { source, apiKey } = (await setup.json()) as Installation;
  const [name = '', value = ''] =
    (setup.headers.get('set-cookie') ?? '').split(';', 1)[0]?.split(/=(.*)/) ?? [];
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
    cookie: { name, value },
    sourceId: source.id,
    templateId: template.id,
    journeyId: journey.id,
    runId: runs.data[0]?.id ?? '',
    msgId: messages.data[0]?.id ?? '',
  };
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
  const batch = [
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
  ];
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
