import { publicId } from '@rapport/kernel';
import {
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import { doors } from './doors.js';

let test: TestDatabase;
let running: TestApp;
let workspace: TestWorkspace;
let authorization: string;
let journeys: string[];

beforeAll(async () => {
  test = await testDatabase();
  running = await testApp(test, doors);
  workspace = await testWorkspace(running.access);
  authorization = await workspace.bearer('*');
  journeys = [
    await journey('Welcome', { kind: 'event', event: 'Signed Up' }),
    await journey('Upgraded', { kind: 'trait_changed', trait: 'plan', to: 'pro' }),
  ];
}, 60_000);
afterAll(async () => {
  await running?.close();
  await test.close();
});

async function call<Json>(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: object | string,
  headers: Record<string, string> = {},
): Promise<Json> {
  const answer = await running.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: {
      authorization,
      ...(body !== undefined && {
        'content-type': typeof body === 'string' ? 'text/csv' : 'application/json',
      }),
      ...headers,
    },
    ...(body !== undefined && { payload: body }),
  });
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.body}`);
  return answer.json<Json>();
}

/** A live one that ends at once; every run of it is seen in the list. */
async function journey(name: string, trigger: object): Promise<string> {
  const draft = { trigger, start: 'end', steps: [{ key: 'end', kind: 'exit', reason: 'seen' }] };
  const { id } = await call<{ id: string }>('POST', '/journeys', { name, draft });
  await call('POST', `/journeys/${id}/publish`, {});
  return id;
}

async function settled(): Promise<void> {
  const deadline = Date.now() + 20_000;
  while ((await running.bus.health()).subscriptions.some(({ lag }) => lag > 0)) {
    if (Date.now() > deadline) throw new Error('the consumers do not catch up');
    await new Promise((next) => setTimeout(next, 10));
  }
}

async function runs(): Promise<number[]> {
  await settled();
  return Promise.all(
    journeys.map(async (id) => (await call<{ data: [] }>('GET', `/journeys/${id}/runs`)).data.length),
  );
}

async function send(events: object[], mode: 'live' | 'backfill'): Promise<void> {
  await call('POST', '/events', { sourceId: publicId('src', workspace.sourceId), mode, events });
}

const history = (userId: string): object[] => [
  {
    type: 'identify',
    userId,
    messageId: `${userId}-1`,
    traits: { plan: 'pro', email: `${userId}@acme.test` },
  },
  { type: 'track', userId, messageId: `${userId}-2`, event: 'Signed Up' },
];

async function importFile(csv: string, mode: 'live' | 'backfill'): Promise<void> {
  const { id, guess } = await call<{ id: string; guess: object }>('POST', '/imports?kind=profiles', csv);
  await call('PUT', `/imports/${id}/mapping`, guess);
  const started = await call<{ id: string }>('POST', `/imports/${id}/start`, { mode });
  await call('GET', `/operations/profiles/${started.id}`, undefined, { prefer: 'wait=20' });
}

describe('history', () => {
  it('starts no journey, is counted as refused, and is there for journeys that start later', async () => {
    await send(history('old'), 'backfill');
    await importFile('user_id,email,plan\ncsv,csv@acme.test,pro\n', 'backfill');
    expect(await runs()).toEqual([0, 0]);
    const refused = await (
      await test.openAs('messaging')
    ).query<{ reason: string; count: number }>(
      `SELECT reason, sum(count)::int AS count FROM messaging.journey_refusals WHERE workspace_id = $1 GROUP BY reason`,
      [workspace.workspaceId],
    );
    expect(refused).toEqual([{ reason: 'backfill', count: 3 }]);
    const recipient = await call<{ data: [] }>('GET', '/profiles/user_id%3Acsv/messages');
    expect(recipient.data).toEqual([]);

    await send([{ type: 'track', userId: 'csv', messageId: 'now', event: 'Signed Up' }], 'live');
    expect(await runs()).toEqual([1, 0]);
  });

  it('leaves the profile that the same events would have made live', async () => {
    await send(history('a'), 'backfill');
    await send(history('b'), 'live');
    await settled();
    const [a, b] = await Promise.all(
      ['a', 'b'].map((id) => call<{ traits: object; userId: string }>('GET', `/profiles/user_id%3A${id}`)),
    );
    expect({ ...a?.traits, email: 'b@acme.test' }).toEqual(b?.traits);
  });

  it('is live where an import is told so', async () => {
    const before = await runs();
    await importFile('user_id,plan\nlive,pro\n', 'live');
    expect(await runs()).toEqual([before[0], (before[1] ?? 0) + 1]);
  });
});
