import { type AcceptedEvent, headerNames, topics } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import type { BusRecord } from '@rapport/event-bus';
import { publicId } from '@rapport/kernel';
import {
  anEvent,
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import { ApplyEvents } from '../apply/apply-events.usecase.js';
import { profilesMigrations } from '../persistence/migrations.js';
import { ProfilesModule } from '../profiles.module.js';
import type { ProfileView, TimelineEventView } from './profile.view.js';

interface Answer {
  status: number;
  body: ProfileView & { data: (ProfileView & TimelineEventView)[]; nextCursor: string | null; code: string };
  headers: Record<string, unknown>;
}

let test: TestDatabase;
let api: TestApp;
let database: Database;
let acme: TestWorkspace;
let other: TestWorkspace;

beforeAll(async () => {
  test = await testDatabase({ owner: 'profiles', migrations: profilesMigrations });
  database = test.database;
  api = await testApp(test, [ProfilesModule]);
  acme = await testWorkspace(api.access);
  other = await testWorkspace(api.access);
});
afterAll(async () => {
  await api.close();
  await test.close();
});

async function get(path: string, workspace = acme, headers: Record<string, string> = {}): Promise<Answer> {
  const authorization = await workspace.bearer('profiles:read');
  const url = `/api/v1/profiles${path}`;
  const answer = await api.app.inject({ method: 'GET', url, headers: { authorization, ...headers } });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

let offset = 0n;
async function apply(workspace: TestWorkspace, events: Partial<AcceptedEvent>[]): Promise<void> {
  const records = events.map((given): BusRecord => {
    const event = anEvent({ ...given, workspaceId: workspace.workspaceId, sourceId: workspace.sourceId });
    const value = JSON.stringify(event);
    const headers = { [headerNames.workspace]: event.workspaceId };
    const place = { topic: topics.events, partition: 0, offset: offset++, key: '' };
    return { ...place, value, headers, bytes: () => Buffer.from(value) };
  });
  const poison = await database.newTransaction((tx) =>
    api.app.get(ApplyEvents, { strict: false }).execute(records, tx),
  );
  expect(poison).toEqual([]);
}

const at = (second: number): { timestamp: string; receivedAt: string } => {
  const time = new Date(Date.parse('2026-01-01T12:00:00.000Z') + second * 1000).toISOString();
  return { timestamp: time, receivedAt: time };
};

describe('GET /api/v1/profiles/{ref}', () => {
  it('shows the anonymous past of a person on their timeline once they are identified', async () => {
    await apply(acme, [
      { userId: null, anonymousId: 'visitor', name: 'Page Seen', ...at(1) },
      { userId: null, anonymousId: 'visitor', name: 'Added', properties: { sku: 'A', price: 1.5 }, ...at(2) },
      {
        type: 'identify',
        userId: 'grace',
        anonymousId: 'visitor',
        traits: { email: 'Grace@Acme.test', firstName: 'Grace', phone: '+491', address: { city: 'Ulm' } },
        context: { locale: 'de_DE', timezone: 'Europe/Berlin' },
        ...at(3),
      },
    ]);
    const { body } = await get('/user_id:grace');
    expect(body).toMatchObject({
      userId: 'grace',
      email: 'grace@acme.test',
      phone: '+491',
      locale: 'de-DE',
      timeZone: 'Europe/Berlin',
      traits: { email: 'Grace@Acme.test', firstName: 'Grace', phone: '+491', address: { city: 'Ulm' } },
      firstSeenAt: '2026-01-01T12:00:01.000Z',
      lastSeenAt: '2026-01-01T12:00:03.000Z',
      createdAt: '2026-01-01T12:00:01.000Z',
      mergedFrom: [],
      masked: [],
    });
    expect(
      body.identifiers.map(({ type, value, firstSeenAt }) => [type, value, firstSeenAt.slice(17, 19)]),
    ).toEqual([
      ['anonymous_id', 'visitor', '01'],
      ['email', 'grace@acme.test', '03'],
      ['user_id', 'grace', '03'],
    ]);
    expect(body.identifiers[0]?.sourceId).toBe(publicId('src', acme.sourceId));
    const timeline = await get('/user_id:grace/events');
    expect(timeline.body.data.map(({ type, name }) => name ?? type)).toEqual([
      'identify',
      'Added',
      'Page Seen',
    ]);
    expect(timeline.body.data[1]).toMatchObject({ properties: { sku: 'A', price: 1.5 }, context: {} });
  });

  it('answers for a retired id with the surviving profile', async () => {
    await apply(acme, [{ userId: null, anonymousId: 'old', ...at(10) }]);
    await apply(acme, [{ type: 'identify', userId: 'young', traits: { plan: 'pro' }, ...at(11) }]);
    const retired = (await get('/user_id:young')).body.id;
    await apply(acme, [{ userId: 'young', anonymousId: 'old', ...at(12) }]);
    const survivor = (await get(`/${retired}`)).body;
    expect(survivor.id).toBe((await get('/anonymous_id:old')).body.id);
    expect(survivor.id).not.toBe(retired);
    expect(survivor).toMatchObject({ userId: 'young', traits: { plan: 'pro' }, mergedFrom: [retired] });
    expect((await get('?q=young')).body.data.map(({ id }) => id)).toEqual([survivor.id]);
  });

  it('finds people by any spelling of a reference that means them', async () => {
    await apply(acme, [
      { type: 'identify', userId: 'a/b:c+d', traits: { email: 'Plus+Tag@acme.test' }, ...at(20) },
    ]);
    const { id } = (await get('/user_id%3Aa%2Fb%3Ac%2Bd')).body;
    for (const ref of [
      'email%3Aplus%2Btag%40acme.test',
      'email:PLUS%2BTAG@ACME.TEST',
      id,
      'user_id:%20a%2Fb:c%2Bd%20',
    ]) {
      expect((await get(`/${ref}`)).body.id).toBe(id);
    }
  });

  it.each([
    ['nobody', 400, 'invalid_reference'],
    ['Email:a@b.test', 400, 'invalid_reference'],
    ['user_id:', 400, 'invalid_reference'],
    ['prf_short', 404, 'not_found'],
    ['wsp_01jd0000000000000000000000', 404, 'not_found'],
    ['prf_01m8aedrzke0saffy4bvte387x', 404, 'not_found'],
    ['user_id:never-seen', 404, 'not_found'],
    ['user_id:null', 404, 'not_found'],
    ['group_id:acme', 404, 'not_found'],
  ])('answers for %s with %i %s', async (ref, status, code) => {
    for (const path of [`/${ref}`, `/${ref}/events`]) {
      const answer = await get(path);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
  });

  it('waits for a person who is about to exist', async () => {
    const waiting = get('/user_id:soon', acme, { prefer: 'wait=10' });
    await apply(acme, [{ userId: 'soon', ...at(30) }]);
    const answer = await waiting;
    expect(answer.body.userId).toBe('soon');
    expect(answer.headers['preference-applied']).toBe('wait=10');
  });

  it('shows nothing of another workspace, even where both draw the same ids', async () => {
    await apply(acme, [{ userId: 'both', name: 'Of Acme', ...at(40) }]);
    const { id } = (await get('/user_id:both')).body;
    for (const path of ['/user_id:both', `/${id}`, `/${id}/events`])
      expect((await get(path, other)).status).toBe(404);
    await apply(other, [{ type: 'identify', userId: 'both', traits: { of: 'other' }, ...at(41) }]);
    expect((await get('/user_id:both', other)).body.traits).toEqual({ of: 'other' });
    expect((await get('/user_id:both')).body.traits).toEqual({});
    expect((await get('/user_id:both/events', other)).body.data).toHaveLength(1);
    expect((await get('', other)).body.data).toHaveLength(1);
  });
});

describe('GET /api/v1/profiles/{ref}/events', () => {
  it('filters by name, type and time, and pages without gap or repetition', async () => {
    await apply(
      acme,
      Array.from({ length: 30 }, (_, n) => ({
        type: n % 5 === 0 ? ('page' as const) : ('track' as const),
        userId: n % 2 ? 'pager' : null,
        anonymousId: 'pager-device',
        name: `E${n % 3}`,
        ...at(100 + Math.floor(n / 4)),
      })),
    );
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await get(`/user_id:pager/events?limit=7${cursor}`);
      seen.push(...body.data.map(({ messageId }) => messageId));
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
    } while (cursor);
    expect(seen).toHaveLength(30);
    expect(new Set(seen).size).toBe(30);
    const filtered = await get(
      '/user_id:pager/events?event=E1&event=E2&type=track&from=2026-01-01T12:01:41Z&to=2026-01-01T12:01:43Z',
    );
    expect(filtered.body.data.every(({ name, type }) => name !== 'E0' && type === 'track')).toBe(true);
    expect(filtered.body.data.length).toBe(4);
  });

  it('refuses a cursor of another list, and parameters it does not know', async () => {
    const { body } = await get('/user_id:pager/events?limit=1');
    expect((await get(`/user_id:pager/events?type=page&cursor=${body.nextCursor}`)).body.code).toBe(
      'invalid_cursor',
    );
    expect((await get('/user_id:pager/events?kind=x')).body.code).toBe('unknown_parameter');
    expect((await get('/user_id:pager/events?type=click')).body.code).toBe('validation_failed');
    expect((await get('/user_id:pager/events?from=yesterday')).body.code).toBe('validation_failed');
  });
});

describe('GET /api/v1/profiles', () => {
  it('lists newest first by creation or by last sight, identified or not, along pages', async () => {
    const shop = await testWorkspace(api.access);
    await apply(
      shop,
      Array.from({ length: 12 }, (_, n) => ({
        userId: n % 3 ? null : `u${n}`,
        anonymousId: `a${n}`,
        ...at(n),
      })),
    );
    await apply(shop, [{ userId: 'u0', anonymousId: 'a0', ...at(60) }]);
    const names = async (query: string): Promise<string[]> => {
      const all: string[] = [];
      let cursor = '';
      do {
        const { body } = await get(`?limit=5${query}${cursor}`, shop);
        all.push(
          ...body.data.map(
            ({ identifiers }) => identifiers.find(({ type }) => type === 'anonymous_id')?.value ?? '',
          ),
        );
        cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
      } while (cursor);
      return all;
    };
    expect(await names('')).toEqual([
      'a11',
      'a10',
      'a9',
      'a8',
      'a7',
      'a6',
      'a5',
      'a4',
      'a3',
      'a2',
      'a1',
      'a0',
    ]);
    expect((await names('&sort=-lastSeenAt'))[0]).toBe('a0');
    expect(await names('&identified=true&sort=-lastSeenAt')).toEqual(['a0', 'a9', 'a6', 'a3']);
    expect(await names('&identified=false')).toHaveLength(8);
  });

  it('finds people by the beginning of user id, email, phone or name, whatever the case', async () => {
    const shop = await testWorkspace(api.access);
    await apply(shop, [
      { type: 'identify', userId: 'U-1', traits: { name: 'Ångström', email: 'x@acme.test' }, ...at(1) },
      {
        type: 'identify',
        userId: 'U-2',
        traits: { firstName: 'Grace', lastName: 'Hopper', phone: '+49 30' },
        ...at(2),
      },
      { type: 'identify', userId: 'V-3', traits: { name: 'n'.repeat(1000) }, ...at(3) },
    ]);
    const found = async (q: string): Promise<(string | null)[]> =>
      (await get(`?q=${encodeURIComponent(q)}`, shop)).body.data.map(({ userId }) => userId);
    expect(await found('u-')).toEqual(['U-2', 'U-1']);
    expect(await found('ång')).toEqual(['U-1']);
    expect(await found('GRACE h')).toEqual(['U-2']);
    expect(await found('+49')).toEqual(['U-2']);
    expect(await found('X@ACME')).toEqual(['U-1']);
    expect(await found('n'.repeat(200))).toEqual(['V-3']);
    expect(await found('%')).toEqual([]);
  });

  it('refuses a sort that is not offered, and who may not read profiles', async () => {
    expect((await get('?sort=name')).body.code).toBe('validation_failed');
    const authorization = await acme.bearer('journeys:read');
    const answer = await api.app.inject({
      method: 'GET',
      url: '/api/v1/profiles',
      headers: { authorization },
    });
    expect(answer.json<{ code: string }>().code).toBe('insufficient_scope');
  });
});
