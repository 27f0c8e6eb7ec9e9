import { type AcceptedEvent, headerNames, topics } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import type { BusRecord } from '@rapport/event-bus';
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

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies of many routes */
type Body = any;

let test: TestDatabase;
let api: TestApp;
let database: Database;
let acme: TestWorkspace;

beforeAll(async () => {
  test = await testDatabase({ owner: 'profiles', migrations: profilesMigrations });
  database = test.database;
  api = await testApp(test, [ProfilesModule]);
});
beforeEach(async () => {
  acme = await testWorkspace(api.access);
});
afterAll(async () => {
  await api.close();
  await test.close();
});

async function call(
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<{ status: number; body: Body }> {
  const authorization = await acme.bearer('profiles:read', 'profiles:write');
  const answer = await api.app.inject({
    method,
    url: `/api/v1/profiles${path}`,
    headers: { authorization },
    ...(body && { payload: body }),
  });
  return { status: answer.statusCode, body: answer.json() };
}

async function did(path: string, body: object = {}): Promise<Body> {
  const answer = await call('POST', path, { reason: 'same customer', ...body });
  expect([answer.status, answer.body.code, answer.body.detail]).toEqual([200, undefined, undefined]);
  return answer.body;
}

let offset = 0n;
async function apply(...events: Partial<AcceptedEvent>[]): Promise<void> {
  const records = events.map((given): BusRecord => {
    const event = anEvent({ ...given, workspaceId: acme.workspaceId, sourceId: acme.sourceId });
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

/** Everything that is known of a person but when the row was written. */
async function personOf(ref: string): Promise<Body> {
  const [{ body }, timeline] = [await call('GET', `/${ref}`), await call('GET', `/${ref}/events`)];
  const { updatedAt: _updatedAt, ...profile } = body;
  return { ...profile, timeline: timeline.body.data };
}

async function twoCustomers(): Promise<void> {
  await apply(
    {
      type: 'identify',
      userId: 'ada',
      traits: { email: 'ada@acme.test', plan: 'free', city: 'Ulm' },
      ...at(1),
    },
    { type: 'identify', userId: null, anonymousId: 'shop', traits: { plan: 'pro', size: 'L' }, ...at(2) },
    { userId: null, anonymousId: 'shop', name: 'Order Completed', ...at(3) },
  );
}

describe('POST /profiles/{ref}/merge', () => {
  it('tells what would become of both, and changes nothing', async () => {
    await twoCustomers();
    const before = [await personOf('user_id:ada'), await personOf('anonymous_id:shop')];
    const preview = await did('/user_id:ada/merge', { with: 'anonymous_id:shop', dryRun: true });
    const [ada, shop] = before.map(({ id }) => id);
    expect(preview).toEqual({
      dryRun: true,
      profileId: ada,
      retired: [shop],
      mergeId: null,
      identifiers: expect.arrayContaining([
        { type: 'user_id', value: 'ada', from: ada },
        { type: 'email', value: 'ada@acme.test', from: ada },
        { type: 'anonymous_id', value: 'shop', from: shop },
      ]),
      traits: [
        { trait: 'city', value: 'Ulm', from: ada, other: null },
        { trait: 'email', value: 'ada@acme.test', from: ada, other: null },
        { trait: 'plan', value: 'pro', from: shop, other: 'free' },
        { trait: 'size', value: 'L', from: shop, other: null },
      ],
      groups: [],
    });
    expect([await personOf('user_id:ada'), await personOf('anonymous_id:shop')]).toEqual(before);
  });

  it('makes them one, and its undoing gives both back as they were', async () => {
    await twoCustomers();
    const before = [await personOf('user_id:ada'), await personOf('anonymous_id:shop')];
    const merged = await did('/anonymous_id:shop/merge', { with: 'user_id:ada' });
    const one = await personOf('anonymous_id:shop');
    expect(one).toMatchObject({
      id: before[0].id,
      traits: { city: 'Ulm', plan: 'pro', size: 'L' },
      mergedFrom: [before[1].id],
    });
    expect(one.timeline).toHaveLength(3);
    const { data } = (await call('GET', '/user_id:ada/merges')).body;
    expect(data).toMatchObject([
      {
        id: merged.mergeId,
        into: before[0].id,
        from: before[1].id,
        identifiers: { from: ['anonymous_id:shop'] },
        cause: 'operator',
        reason: 'same customer',
        by: { kind: 'api_key', name: 'Test key' },
        undoneAt: null,
      },
    ]);
    const undone = await did(`/user_id:ada/merges/${merged.mergeId}/undo`);
    expect(undone).toMatchObject({
      separationId: null,
      profiles: [
        { id: before[0].id, isNew: false, traits: before[0].traits },
        { id: before[1].id, isNew: true, traits: before[1].traits },
      ],
    });
    expect([await personOf('user_id:ada'), await personOf('anonymous_id:shop')]).toEqual(before);
    expect(
      (await call('POST', `/user_id:ada/merges/${merged.mergeId}/undo`, { reason: 'x' })).body.code,
    ).toBe('state_conflict');
    await did('/user_id:ada/merge', { with: 'anonymous_id:shop' });
    expect((await personOf('anonymous_id:shop')).id).toBe(before[0].id);
  });

  it('names the groups that each side brings, and after its undoing those of each', async () => {
    await twoCustomers();
    await apply(
      { type: 'group', userId: 'ada', groupId: 'acme', traits: {}, ...at(4) },
      { type: 'group', userId: null, anonymousId: 'shop', groupId: 'globex', traits: {}, ...at(5) },
      { type: 'group', userId: null, anonymousId: 'shop', groupId: 'acme', traits: {}, ...at(6) },
    );
    const [ada, shop] = [(await personOf('user_id:ada')).id, (await personOf('anonymous_id:shop')).id];
    const brought = [
      { groupId: 'acme', from: ada },
      { groupId: 'acme', from: shop },
      { groupId: 'globex', from: shop },
    ];
    const asked = { with: 'anonymous_id:shop' };
    expect((await did('/user_id:ada/merge', { ...asked, dryRun: true })).groups).toEqual(brought);
    const merged = await did('/user_id:ada/merge', asked);
    expect(merged.groups).toEqual(brought);
    const undone = await did(`/user_id:ada/merges/${merged.mergeId}/undo`);
    expect(undone.profiles).toMatchObject([
      { id: ada, groups: ['acme'] },
      { id: shop, groups: ['acme', 'globex'] },
    ]);
  });

  it('names no group that a newer removal takes the one person out of', async () => {
    await twoCustomers();
    await apply(
      { type: 'group', userId: 'ada', groupId: 'acme', traits: {}, ...at(4) },
      { type: 'group', userId: null, anonymousId: 'shop', groupId: 'acme', traits: {}, ...at(5) },
    );
    const removed = await api.app.inject({
      method: 'DELETE',
      url: '/api/v1/groups/group_id:acme/profiles/user_id:ada',
      headers: { authorization: await acme.bearer('profiles:write') },
    });
    expect(removed.statusCode).toBeLessThan(300);
    const merged = await did('/user_id:ada/merge', { with: 'anonymous_id:shop' });
    expect(merged.groups).toEqual([]);
    expect((await personOf('user_id:ada')).groups).toEqual([]);
  });

  it('undoes what an event has meanwhile confirmed by keeping them apart', async () => {
    await twoCustomers();
    const { mergeId } = await did('/user_id:ada/merge', { with: 'anonymous_id:shop' });
    await apply({ userId: 'ada', anonymousId: 'shop', name: 'Seen Together', ...at(5) });
    const undone = await did(`/user_id:ada/merges/${mergeId}/undo`);
    expect(undone.separationId).toMatch(/^sep_/);
    expect((await personOf('anonymous_id:shop')).identifiers).toHaveLength(1);
    await apply({ userId: 'ada', anonymousId: 'shop', name: 'Seen Again', ...at(6) });
    expect((await personOf('anonymous_id:shop')).userId).toBeNull();
    expect((await personOf('user_id:ada')).timeline[0].name).toBe('Seen Again');
  });

  it('joins two accounts with a user id each, up to the largest number', async () => {
    for (let n = 0; n < 6; n++) await apply({ userId: `u${n}`, ...at(n) });
    for (let n = 1; n < 5; n++) await did('/user_id:u0/merge', { with: `user_id:u${n}` });
    expect((await personOf('user_id:u0')).identifiers).toHaveLength(5);
    const answer = await call('POST', '/user_id:u5/merge', { with: 'user_id:u0', reason: 'too many' });
    expect([answer.status, answer.body.code, answer.body.obstacle]).toEqual([
      409,
      'merge_protected',
      {
        verdict: 'refused_alias_limit',
        type: 'user_id',
        identifiers: expect.arrayContaining(['user_id:u0', 'user_id:u5']),
      },
    ]);
    expect((await personOf('user_id:u5')).identifiers).toHaveLength(1);
    expect((await call('GET', '/user_id:u5/merges')).body.data).toEqual([]);
  });

  it.each([
    ['/user_id:ada/merge', { with: 'anonymous_id:shop' }, 400, 'validation_failed', 'reason'],
    ['/user_id:ada/merge', { reason: 'x' }, 400, 'validation_failed', 'with'],
    ['/user_id:ada/merge', { with: 'nobody', reason: 'x' }, 400, 'validation_failed', 'with'],
    ['/user_id:ada/merge', { with: 'user_id:nobody', reason: 'x' }, 422, 'unknown_ref', 'with'],
    ['/user_id:ada/merge', { with: 'email:ada@acme.test', reason: 'x' }, 409, 'state_conflict', undefined],
    [
      '/user_id:ada/merge',
      { with: 'anonymous_id:shop', reason: 'x', force: true },
      400,
      'unknown_field',
      'force',
    ],
    ['/user_id:nobody/merge', { with: 'user_id:ada', reason: 'x' }, 404, 'not_found', undefined],
    ['/user_id:ada/unmerge', { reason: 'x' }, 409, 'state_conflict', undefined],
    ['/user_id:ada/unmerge', { reason: 'x', parts: [['user_id:ada']] }, 400, 'validation_failed', 'parts'],
    ['/user_id:ada/unmerge', { reason: 'x', parts: [['ada'], ['b']] }, 400, 'validation_failed', 'parts'],
    [
      '/user_id:ada/unmerge',
      { reason: 'x', parts: [['user_id:ada'], ['email:ada@acme.test', 'user_id:ada']] },
      400,
      'validation_failed',
      'parts[1][1]',
    ],
    [
      '/user_id:ada/unmerge',
      { reason: 'x', parts: [['user_id:ada'], ['anonymous_id:shop']] },
      422,
      'unknown_ref',
      'parts[1][0]',
    ],
    ['/user_id:ada/merges/mrg_x/undo', { reason: 'x' }, 404, 'not_found', undefined],
    ['/user_id:ada/separations/sep_x/lift', {}, 404, 'not_found', undefined],
  ])('refuses %s %o', async (path, body, status, code, field) => {
    await twoCustomers();
    const answer = await call('POST', path, body);
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.field]).toEqual([status, code, field]);
  });
});

describe('POST /profiles/{ref}/unmerge', () => {
  it('takes a merge that an event made apart for good, until the separation is lifted', async () => {
    await twoCustomers();
    const before = [await personOf('user_id:ada'), await personOf('anonymous_id:shop')];
    const together = { userId: 'ada', anonymousId: 'shop', name: 'Logged In', messageId: 'link-1', ...at(4) };
    await apply(together);
    const { data: merges } = (await call('GET', '/user_id:ada/merges')).body;
    expect(merges).toMatchObject([
      { cause: 'event', messageId: 'link-1', by: null, identifiers: { from: ['anonymous_id:shop'] } },
    ]);
    const whole = await personOf('user_id:ada');
    const preview = await did('/user_id:ada/unmerge', { dryRun: true });
    expect(preview).toMatchObject({ dryRun: true, separationId: null, profiles: [{}, {}] });
    expect(await personOf('user_id:ada')).toEqual(whole);

    const { separationId, profiles } = await did('/user_id:ada/unmerge');
    expect(profiles).toEqual(preview.profiles);
    const apart = [await personOf('user_id:ada'), await personOf('anonymous_id:shop')];
    // The event that linked them was filed under the user id, and did carry the other one.
    const sawBoth = { ...before[1].identifiers[0], lastSeenAt: at(4).timestamp };
    expect(apart[1]).toEqual({ ...before[1], identifiers: [sawBoth] });
    expect({ ...apart[0], timeline: apart[0].timeline.slice(1) }).toEqual({
      ...before[0],
      lastSeenAt: at(4).timestamp,
      identifiers: before[0].identifiers.map((one: Body) =>
        one.type === 'user_id' ? { ...one, lastSeenAt: at(4).timestamp } : one,
      ),
    });
    const listed = (await call('GET', '/anonymous_id:shop/separations')).body.data;
    expect(listed).toMatchObject([
      {
        id: separationId,
        parts: [['email:ada@acme.test', 'user_id:ada'], ['anonymous_id:shop']],
        reason: 'same customer',
        liftedAt: null,
      },
    ]);
    await apply({ userId: 'stranger', ...at(9) });
    expect((await call('POST', `/user_id:stranger/separations/${separationId}/lift`, {})).status).toBe(404);
    await did(`/user_id:ada/separations/${separationId}/lift`);
    expect(await personOf('anonymous_id:shop')).toEqual(whole);
    expect((await call('GET', '/user_id:ada/separations')).body.data[0].liftedAt).not.toBeNull();
  });

  it('holds a part together that hung together only through another one', async () => {
    await apply(
      { userId: 'ada', anonymousId: 'phone', ...at(1) },
      { userId: 'ada', anonymousId: 'tablet', ...at(2) },
    );
    const { separationId } = await did('/user_id:ada/unmerge', {
      parts: [['user_id:ada'], ['anonymous_id:phone', 'anonymous_id:tablet']],
    });
    const devices = await personOf('anonymous_id:phone');
    expect(devices.identifiers.map((one: Body) => one.value).sort()).toEqual(['phone', 'tablet']);
    expect((await personOf('user_id:ada')).identifiers).toHaveLength(1);
    await apply(
      { userId: 'ada', anonymousId: 'tablet', ...at(3) },
      { userId: 'ada', anonymousId: 'tv', ...at(4) },
    );
    expect((await personOf('anonymous_id:tablet')).id).toBe(devices.id);
    expect((await personOf('user_id:ada')).identifiers).toHaveLength(2);
    await did(`/user_id:ada/separations/${separationId}/lift`);
    expect((await personOf('user_id:ada')).identifiers).toHaveLength(4);
  });
});
