import { type AcceptedEvent, headerNames, type ObjectChanged, recordKey, topics } from '@rapport/contracts';
import type { EventBus } from '@rapport/event-bus';
import {
  anEvent,
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
  TopicWatch,
} from '@rapport/testing';
import { ApplyEvents } from '../apply/apply-events.usecase.js';
import { profilesPlans } from '../schema/schema.spec-support.js';
import { ProfilesModule } from '../profiles.module.js';

/* eslint-disable-next-line @typescript-eslint/no-explicit-any -- bodies of many routes */
type Body = any;

let test: TestDatabase;
let api: TestApp;
let watch: TopicWatch;
let acme: TestWorkspace;

beforeAll(async () => {
  test = await testDatabase(...profilesPlans);
  const { createEventBus } = await import('@rapport/event-bus');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const onFatal = (error: Error): never => {
    throw error;
  };
  const { systemClock } = await import('@rapport/kernel');
  const bus: EventBus = await createEventBus({
    ...{ kind: 'memory', database: await test.openAs('bus'), clock: systemClock, log, onFatal },
  });
  watch = new TopicWatch(bus, test.database, [topics.objects]);
  api = await testApp(test, [ProfilesModule], { bus });
});
beforeEach(async () => {
  acme = await testWorkspace(api.access);
});
afterAll(async () => {
  await api.close();
  watch.check();
  await test.close();
});

async function call(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  payload?: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Body; etag: string | undefined }> {
  const authorization = await acme.bearer('profiles:read', 'profiles:write');
  const url = `/api/v1/${path}`;
  const answer = await api.app.inject({
    ...{ method, url, headers: { authorization, ...headers } },
    ...(payload && { payload }),
  });
  const etag = answer.headers.etag;
  return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json(), etag: etag as string };
}

const orders = {
  key: 'order',
  name: 'Order',
  idField: 'number',
  attributes: [
    { name: 'number', type: 'string' },
    { name: 'total', type: 'number' },
    { name: 'paid', type: 'boolean' },
    { name: 'placed', type: 'date' },
  ],
};
const makeOrders = async (): Promise<void> => {
  expect((await call('POST', 'object-types', orders)).status).toBe(201);
};

let offset = 0n;
async function apply(...events: Partial<AcceptedEvent>[]): Promise<void> {
  const records = events.map((given, index) => {
    const time = new Date(Date.parse('2026-01-01T12:00:00.000Z') + index * 1000).toISOString();
    const { workspaceId, sourceId } = acme;
    const event = anEvent({ timestamp: time, receivedAt: time, ...given, workspaceId, sourceId });
    const value = JSON.stringify(event);
    const place = { topic: topics.events, partition: 0, offset: offset++, key: recordKey(workspaceId, '') };
    return {
      ...place,
      value,
      headers: { [headerNames.workspace]: workspaceId },
      bytes: () => Buffer.from(value),
    };
  });
  await test.database.newTransaction((tx) =>
    api.app.get(ApplyEvents, { strict: false }).execute(records, tx),
  );
}

const keysOf = async (path: string): Promise<string[]> =>
  (await call('GET', path)).body.data.map((object: Body) => object.key);
const told = async (count: number): Promise<ObjectChanged[]> => {
  const own = () =>
    watch
      .of(topics.objects)
      .map((value) => JSON.parse(value ?? '') as ObjectChanged)
      .filter(({ workspaceId }) => workspaceId === acme.workspaceId);
  const deadline = Date.now() + 10_000;
  while (own().length < count && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return own();
};

describe('object types', () => {
  it('are made, listed, changed and put away', async () => {
    await makeOrders();
    expect((await call('POST', 'object-types', orders)).body.code).toBe('key_taken');
    const { body, etag = '' } = await call('GET', 'object-types/order');
    expect(body).toMatchObject({ ...orders, archivedAt: null, createdBy: { kind: 'api_key' } });
    expect((await call('PATCH', 'object-types/order', { name: 'Orders' })).status).toBe(428);
    const changed = await call('PATCH', 'object-types/order', { name: 'Orders' }, { 'if-match': etag });
    expect(changed.body).toMatchObject({ name: 'Orders', idField: 'number' });
    expect((await call('PATCH', 'object-types/order', { name: 'X' }, { 'if-match': etag })).status).toBe(412);
    expect((await call('POST', 'object-types/order/archive')).body.archivedAt).not.toBeNull();
    expect((await call('GET', 'object-types')).body.data).toEqual([]);
    expect((await call('GET', 'object-types?includeArchived=true')).body.data).toHaveLength(1);
    expect((await call('PUT', 'objects/order/A-1', { attributes: {} })).body.code).toBe('state_conflict');
    expect((await call('POST', 'object-types/order/unarchive')).body.archivedAt).toBeNull();
  });

  it('keep an attribute that objects have a value of', async () => {
    await makeOrders();
    await call('PUT', 'objects/order/A-1', { attributes: { total: 1 } });
    const without = { attributes: orders.attributes.filter(({ name }) => name !== 'total') };
    const refused = await call('PATCH', 'object-types/order', without, { 'if-match': '*' });
    expect([refused.status, refused.body.code]).toEqual([422, 'in_use']);
    const fewer = { attributes: orders.attributes.filter(({ name }) => name !== 'paid') };
    expect((await call('PATCH', 'object-types/order', fewer, { 'if-match': '*' })).status).toBe(200);
  });

  it.each<[string, object, string]>([
    ['a key that is none', { ...orders, key: 'Order' }, 'key'],
    [
      'an attribute twice',
      { ...orders, attributes: [...orders.attributes, orders.attributes[0]] },
      'attributes[4].name',
    ],
    ['a type that is none', { ...orders, attributes: [{ name: 'a', type: 'list' }] }, 'attributes[0].type'],
    ['an idField that is no text', { ...orders, idField: 'total' }, 'idField'],
  ])('refuse %s', async (_, body, field) => {
    const answer = await call('POST', 'object-types', body);
    expect([answer.status, answer.body.errors[0].field]).toEqual([400, field]);
  });
});

describe('objects', () => {
  it('are written whole, read, and told of', async () => {
    await makeOrders();
    await apply({ userId: '42' });
    const profile = (await call('GET', 'profiles/user_id:42')).body.id;
    const given = {
      attributes: { total: 9.5, paid: true, placed: '2026-01-01' },
      profiles: [profile, 'email:Ada@Acme.test'],
      groups: ['group_id:acme'],
    };
    const { body } = await call('PUT', 'objects/order/A-1', given);
    expect(body).toMatchObject({
      type: 'order',
      key: 'A-1',
      attributes: given.attributes,
      profiles: ['email:ada@acme.test', 'user_id:42'],
      groups: ['group_id:acme'],
      version: 1,
    });
    expect((await call('GET', 'objects/order/A-1')).body).toEqual(body);
    const second = await call('PUT', 'objects/order/A-1', { attributes: { total: 10 } });
    expect(second.body).toMatchObject({ attributes: { total: 10 }, profiles: [], groups: [], version: 2 });
    expect((await call('DELETE', 'objects/order/A-1')).status).toBe(204);
    expect((await call('GET', 'objects/order/A-1')).status).toBe(404);
    const changes = await told(3);
    expect(changes).toMatchObject([
      {
        objectType: 'order',
        key: 'A-1',
        people: body.profiles,
        groups: ['acme'],
        attributes: { total: 9.5 },
      },
      { attributes: { total: 10 }, people: [] },
      { attributes: null },
    ]);
    expect(changes.map(({ revision }) => revision)).toEqual(
      [...changes.map(({ revision }) => revision)].sort((a, b) => a - b),
    );
  });

  it('are the same when the same is said of them again, and nothing is told of it', async () => {
    await makeOrders();
    const owners = { profiles: ['user_id:42', 'email:ada@acme.test'], groups: ['group_id:acme'] };
    const first = await call('PUT', 'objects/order/A-1', { attributes: { total: 1, paid: true }, ...owners });
    const turned = {
      attributes: { paid: true, total: 1 },
      ...owners,
      profiles: [...owners.profiles].reverse(),
    };
    expect(await call('PUT', 'objects/order/A-1', turned)).toEqual(first);
    const items = [{ key: 'A-1', ...turned }];
    const { body } = await call('POST', 'objects/order/batch', { items });
    expect(body.results).toMatchObject([{ key: 'A-1', status: 'saved' }]);
    expect(await call('GET', 'objects/order/A-1')).toEqual(first);
    const fewer = { ...turned, profiles: ['user_id:42'] };
    const second = await call('PUT', 'objects/order/A-1', fewer);
    expect(second.body).toMatchObject({ version: 2, profiles: ['user_id:42'] });
    expect((await call('DELETE', 'objects/order/A-1')).status).toBe(204);
    expect((await call('DELETE', 'objects/order/A-1')).status).toBe(204);
    await call('PUT', 'objects/order/A-2', { attributes: {} });
    expect((await told(4)).map(({ key, attributes }) => [key, attributes?.total])).toEqual([
      ['A-1', 1],
      ['A-1', 1],
      ['A-1', undefined],
      ['A-2', undefined],
    ]);
  });

  it('keep out, said again, what was said between', async () => {
    await makeOrders();
    const put = (total: number, minute: number) =>
      call('PUT', 'objects/order/A-1', { attributes: { total }, updatedAt: `2026-01-01T12:0${minute}:00Z` });
    const first = await put(1, 1);
    expect(await put(1, 5)).toEqual(first);
    expect(await put(2, 3)).toEqual(first);
    expect((await put(2, 6)).body).toMatchObject({ attributes: { total: 2 }, version: 2 });
  });

  it('carry an ETag, which a change may name', async () => {
    await makeOrders();
    const put = (total: number, ifMatch: string) =>
      call('PUT', 'objects/order/A-1', { attributes: { total } }, { 'if-match': ifMatch });
    expect((await put(1, '*')).status).toBe(404);
    const { etag = '' } = await call('PUT', 'objects/order/A-1', { attributes: { total: 1 } });
    const seen = await call('GET', 'objects/order/A-1');
    expect(seen.etag).toBe(etag);
    expect((await call('GET', 'objects/order/A-1', undefined, { 'if-none-match': etag })).status).toBe(304);
    expect((await put(1, etag)).etag).toBe(etag);
    const changed = await put(2, etag);
    expect([changed.status, changed.etag === etag]).toEqual([200, false]);
    const stale = await put(3, etag);
    expect([stale.status, stale.body.code, stale.body.current]).toEqual([
      412,
      'stale_revision',
      {
        etag: changed.etag,
        changedAt: changed.body.updatedAt,
        changedBy: { kind: 'api_key', id: expect.stringMatching(/^key_/), name: 'Test key' },
      },
    ]);
    const remove = (ifMatch: string) =>
      call('DELETE', 'objects/order/A-1', undefined, { 'if-match': ifMatch });
    expect((await remove(etag)).status).toBe(412);
    expect((await call('GET', 'objects/order/A-1')).body).toEqual(changed.body);
    expect((await remove(changed.etag ?? '')).status).toBe(204);
    expect((await remove(changed.etag ?? '')).status).toBe(404);
    expect((await put(4, changed.etag ?? '')).status).toBe(404);
  });

  it('take one of two changes of the same state made at once', async () => {
    await makeOrders();
    const { etag = '' } = await call('PUT', 'objects/order/A-1', { attributes: { total: 0 } });
    const both = await Promise.all(
      [1, 2].map((total) =>
        call('PUT', 'objects/order/A-1', { attributes: { total } }, { 'if-match': etag }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const won = both.find(({ status }) => status === 200);
    expect((await call('GET', 'objects/order/A-1')).body).toEqual(won?.body);
  });

  it('keep what is newer, whatever the order in which it comes', async () => {
    await makeOrders();
    const put = (total: number, minute: number) =>
      call('PUT', 'objects/order/A-1', { attributes: { total }, updatedAt: `2026-01-01T12:0${minute}:00Z` });
    await put(2, 2);
    expect((await put(1, 1)).body).toMatchObject({ attributes: { total: 2 }, version: 1 });
    expect((await put(3, 3)).body).toMatchObject({ attributes: { total: 3 }, version: 2 });
    expect((await call('DELETE', 'objects/order/A-1?updatedAt=2026-01-01T12:01:00Z')).body.code).toBe(
      'state_conflict',
    );
    expect((await call('DELETE', 'objects/order/A-1?updatedAt=2026-01-01T12:05:00Z')).status).toBe(204);
    expect((await put(4, 4)).status).toBe(404);
    expect((await put(6, 6)).body).toMatchObject({ attributes: { total: 6 } });
  });

  it('stay deleted by what comes before the state that it deletes, and take no time of the future for it', async () => {
    await makeOrders();
    expect((await call('DELETE', 'objects/order/A-1?updatedAt=2026-01-02T00:00:00Z')).status).toBe(204);
    const early = { attributes: { total: 1 }, updatedAt: '2026-01-01T00:00:00Z' };
    expect((await call('PUT', 'objects/order/A-1', early)).status).toBe(404);
    expect((await call('GET', 'objects/order/A-1')).status).toBe(404);
    const ahead = { attributes: { total: 2 }, updatedAt: '2999-01-01T00:00:00Z' };
    const { body } = await call('PUT', 'objects/order/A-1', ahead);
    expect(Date.parse(body.updatedAt)).toBeLessThanOrEqual(Date.now());
    const now = await call('PUT', 'objects/order/A-1', { attributes: { total: 3 } });
    expect(now.body.attributes).toEqual({ total: 3 });
  });

  it('are listed along pages in the order in which they changed, however finely time is told', async () => {
    await makeOrders();
    await apply({ type: 'group', userId: 'u1', anonymousId: 'a1', groupId: 'acme', traits: {} });
    const put = (key: string, micros: number) =>
      call('PUT', `objects/order/${key}`, {
        attributes: { total: micros },
        ...{ profiles: ['user_id:u1', 'anonymous_id:a1'], groups: ['group_id:acme'] },
        updatedAt: `2026-01-01T12:00:00.${String(micros).padStart(6, '0')}Z`,
      });
    for (let n = 0; n < 6; n++) await put(`K${n}`, 1000 + n * 150);
    await put('K0', 500_000);
    for (const holder of ['profiles/user_id:u1', 'groups/group_id:acme']) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await call('GET', `${holder}/objects/order?limit=1${cursor}`);
        seen.push(...body.data.map(({ key }: Body) => key as string));
        cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
      } while (cursor);
      expect(seen).toEqual(['K0', 'K5', 'K4', 'K3', 'K2', 'K1']);
    }
  });

  it('belong to whoever holds the identifier, through merges and back, and to people not seen yet', async () => {
    await makeOrders();
    await apply({ userId: 'ada' }, { userId: null, anonymousId: 'shop' });
    await call('PUT', 'objects/order/A-1', { attributes: {}, profiles: ['user_id:ada'] });
    await call('PUT', 'objects/order/B-1', { attributes: {}, profiles: ['anonymous_id:shop'] });
    await call('PUT', 'objects/order/C-1', { attributes: {}, profiles: ['user_id:later'] });
    expect(await keysOf('profiles/user_id:ada/objects/order')).toEqual(['A-1']);
    const reason = 'same';
    await call('POST', 'profiles/user_id:ada/merge', { with: 'anonymous_id:shop', reason });
    expect((await keysOf('profiles/user_id:ada/objects/order')).sort()).toEqual(['A-1', 'B-1']);
    await call('POST', 'profiles/user_id:ada/unmerge', { reason });
    expect(await keysOf('profiles/user_id:ada/objects/order')).toEqual(['A-1']);
    expect(await keysOf('profiles/anonymous_id:shop/objects/order')).toEqual(['B-1']);
    await apply({ userId: 'later' });
    expect(await keysOf('profiles/user_id:later/objects/order')).toEqual(['C-1']);
  });

  it('are listed by type, by how the key begins, and by group, along pages', async () => {
    await makeOrders();
    await call('POST', 'groups/group_id:acme/traits', { set: { name: 'Acme' } });
    const items = Array.from({ length: 7 }, (_, n) => ({
      attributes: { number: `${n % 2 ? 'A' : 'B'}-${n}` },
      groups: ['group_id:acme'],
      updatedAt: `2026-01-01T12:0${n}:00Z`,
    }));
    await call('POST', 'objects/order/batch', { items });
    expect(await keysOf('objects/order?q=A-')).toEqual(['A-5', 'A-3', 'A-1']);
    const first = await call('GET', 'groups/group_id:acme/objects/order?limit=4');
    const rest = await call(
      'GET',
      `groups/group_id:acme/objects/order?limit=4&cursor=${first.body.nextCursor}`,
    );
    const keys = [...first.body.data, ...rest.body.data].map(({ key }: Body) => key);
    expect(keys).toEqual(['B-6', 'A-5', 'B-4', 'A-3', 'B-2', 'A-1', 'B-0']);
    expect(rest.body.nextCursor).toBeNull();
  });

  it('come in batches, of which the good ones land', async () => {
    await makeOrders();
    const { body } = await call('POST', 'objects/order/batch', {
      items: [
        { attributes: { number: 'A-1', total: 1 } },
        { attributes: { total: 2 } },
        { key: 'A-3', attributes: { total: 'much', color: 'red' }, profiles: ['nobody'] },
        { key: 'A-4', attributes: { total: 5 }, updatedAt: '2026-01-01T12:01:00Z' },
        { key: 'A-4', attributes: { total: 4 }, updatedAt: '2026-01-01T12:00:00Z' },
      ],
    });
    expect(body.results).toMatchObject([
      { index: 0, key: 'A-1', status: 'saved', errors: [] },
      { index: 1, key: null, status: 'rejected', errors: [{ field: 'items[1].key' }] },
      {
        index: 2,
        status: 'rejected',
        errors: [
          { field: 'items[2].attributes.total', rule: 'type' },
          { field: 'items[2].attributes.color', rule: 'unknown_field' },
          { field: 'items[2].profiles[0]', rule: 'unknown_ref' },
        ],
      },
      { index: 3, key: 'A-4', status: 'saved' },
      { index: 4, key: 'A-4', status: 'older' },
    ]);
    expect((await call('GET', 'objects/order/A-4')).body.attributes).toEqual({ total: 5 });
  });

  it.each<[string, object, number, string, string]>([
    ['order/A-1', { attributes: { total: '1' } }, 400, 'validation_failed', 'attributes.total'],
    ['order/A-1', { attributes: { placed: '2026-02-30' } }, 400, 'validation_failed', 'attributes.placed'],
    [
      'order/A-1',
      { attributes: {}, profiles: ['prf_01m8aedrzke0saffy4bvte387x'] },
      422,
      'unknown_ref',
      'profiles[0]',
    ],
    ['order/A-1', { attributes: {}, groups: ['acme'] }, 422, 'unknown_ref', 'groups[0]'],
    ['order/A-1', { attributes: [] }, 400, 'validation_failed', 'attributes'],
    ['order/A-1', { attributes: {}, updatedAt: 'soon' }, 400, 'validation_failed', 'updatedAt'],
    ['nothing/A-1', { attributes: {} }, 404, 'not_found', ''],
  ])('refuse to be %s %j', async (path, body, status, code, field) => {
    await makeOrders();
    const answer = await call('PUT', `objects/${path}`, body);
    expect([answer.status, answer.body.code, answer.body.errors?.[0]?.field ?? '']).toEqual([
      status,
      code,
      field,
    ]);
  });

  it('are of one workspace only', async () => {
    await makeOrders();
    await call('PUT', 'objects/order/A-1', { attributes: {} });
    acme = await testWorkspace(api.access);
    expect((await call('GET', 'objects/order/A-1')).status).toBe(404);
    await makeOrders();
    expect(await keysOf('objects/order')).toEqual([]);
  });
});
