import { newId, publicId } from '@rapport/kernel';
import { testDatabase } from '@rapport/testing';
import { doorPlans } from '../ingestion.spec-support.js';
import { aRunningDoor, aShop } from './transforms.spec-support.js';
import type { Door, Shop } from './transforms.spec-support.js';

let door: Door;
let shop: Shop;
beforeAll(async () => {
  door = await aRunningDoor(await testDatabase(...doorPlans));
});
afterAll(() => door.close());
beforeEach(async () => {
  shop = await aShop(door);
});

const order = (given: object = {}) => ({
  type: 'track',
  event: 'Order',
  userId: 'u1',
  messageId: newId(),
  ...given,
});
const payloads = async () => (await shop.seen()).map(({ payload }) => payload);

describe('events of a source with a transform', () => {
  it('are stored as the transform returns them, whichever way they came in', async () => {
    await shop.transform(`(event) => ({ ...event, properties: { ...event.properties, seen: event.type } })`);
    const { writeKey } = shop.workspace;
    await shop.send(order({ messageId: 'batch' }));
    await fetch(`${door.url}/v1/track`, {
      method: 'POST',
      body: JSON.stringify({ ...order({ messageId: 'single' }), writeKey }),
    });
    await shop.call('POST', '/events', { sourceId: shop.sourceId, events: [order({ messageId: 'api' })] });
    await shop.call('POST', '/events', {
      sourceId: shop.sourceId,
      mode: 'backfill',
      events: [order({ messageId: 'old' })],
    });
    const stored = await payloads();
    expect(stored.map(({ messageId }) => messageId).sort()).toEqual(['api', 'batch', 'old', 'single']);
    for (const { properties } of stored) expect(properties).toEqual({ seen: 'track' });
  });

  it('pass through all transforms of their source in order, and through no other', async () => {
    await shop.transform(`(e) => ({ ...e, properties: { path: [...e.properties.path, 'second'] } })`, {
      order: 2,
    });
    await shop.transform(`(e) => ({ ...e, properties: { path: ['first'] } })`, { order: 1 });
    const other = await aShop(door);
    await Promise.all([shop.send(order()), other.send(order())]);
    expect((await payloads())[0].properties).toEqual({ path: ['first', 'second'] });
    expect((await other.seen())[0].payload.properties).toEqual({});
  });

  it('are kept in quarantine when the transform drops them, and answered one by one', async () => {
    await shop.transform(`(event) => (event.properties.test ? null : event)`);
    const answer = await shop.send(
      order({ messageId: 'keep' }),
      order({ messageId: 'drop', properties: { test: true } }),
    );
    expect(answer.json).toMatchObject({
      success: true,
      accepted: 1,
      rejected: [{ index: 1, messageId: 'drop', code: 'dropped_by_transform' }],
    });
    expect((await payloads()).map(({ messageId }) => messageId)).toEqual(['keep']);
    expect(await shop.seen('rejected')).toMatchObject([{ messageId: 'drop', code: 'dropped_by_transform' }]);
  });

  it('are set aside as they were sent when the transform fails, which says who and why but nothing of the event', async () => {
    await shop.transform(
      `(event) => {\n  throw new Error('bad plan ' + event.properties.plan);\n}`,
      {},
      'Check plans',
    );
    const answer = await shop.send(order({ properties: { plan: 'secret-plan' } }));
    expect(answer.json.rejected).toEqual([
      expect.objectContaining({
        code: 'transform_failed',
        message: 'Transform “Check plans” version 1: Error: bad plan … (line 2)',
      }),
    ]);
    const [letter] = await shop.seen('rejected');
    expect(letter.payload).toMatchObject({ event: 'Order', properties: { plan: 'secret-plan' } });
  });

  it.each([
    ['e.userId = null; e.anonymousId = null; return e', 'userId'],
    ['e.properties = { a: "x".repeat(9000) }; return e', 'properties.a'],
    ['e.properties = { constructor: 1 }; return e', 'properties.constructor'],
    ['e.properties = { a: "\\u0000" }; return e', 'properties.a'],
    ['e.properties = { a: "\\ud800" }; return e', 'properties.a'],
    ['e.event = ""; return e', 'event'],
    ['e.type = "purchase"; return e', 'type'],
    ['e.timestamp = "never"; return e', 'timestamp'],
    ['e.timestamp = "2999-01-01T00:00:00Z"; return e', 'timestamp'],
    [
      'let deep = 1; for (let i = 0; i < 20; i++) deep = { deep }; e.properties = deep; return e',
      'properties',
    ],
  ])('keep to the limits of the door when they come out: %s', async (body, field) => {
    await shop.transform(`(e) => { ${body} }`);
    const answer = await shop.send(order());
    expect(answer.json.rejected).toMatchObject([{ code: 'transform_failed' }]);
    expect(answer.json.rejected[0].message).toContain('returned an event that is not valid');
    expect(answer.json.rejected[0].field).toContain(field);
  });

  it('keep their identity: the message id, and duplicates that are known as such', async () => {
    const id = await shop.transform(`(e) => ({ ...e, messageId: 'mine', userId: 'other' })`);
    const event = order({ messageId: 'm1' });
    await shop.send(event);
    expect((await shop.send(event)).json).toMatchObject({ accepted: 0, duplicates: 1 });
    await shop.replace(id, `(e) => ({ ...e, userId: 'changed' })`);
    expect((await shop.send(event)).json).toMatchObject({ accepted: 0, duplicates: 1 });
    const conflict = await shop.call('POST', '/events', {
      sourceId: shop.sourceId,
      events: [{ ...event, properties: { a: 1 } }],
    });
    expect(conflict.json.results).toMatchObject([{ status: 'duplicate_conflict', messageId: 'm1' }]);
    const stored = await payloads();
    expect(stored.map(({ messageId, userId }) => [messageId, userId])).toContainEqual(['m1', 'other']);
    expect(new Set(stored.slice(0, 3).map(({ payloadSha }) => payloadSha)).size).toBe(1);
  });

  it('split into several, the further ones under ids that every retry finds again', async () => {
    await shop.transform(
      `(e) => [e, ...e.properties.items.map((sku) => ({ ...e, event: 'Item', properties: { sku } }))]`,
    );
    const long = 'm'.repeat(100);
    const event = order({ messageId: long, properties: { items: ['a', 'b'] } });
    const answers = [await shop.send(event), await shop.send(event)];
    expect(answers.map(({ json }) => json)).toEqual([
      { success: true },
      { success: true, accepted: 0, duplicates: 1, rejected: [] },
    ]);
    const stored = await payloads();
    const ids = stored.map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(3);
    expect(ids).toContain(long);
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9._:-]{1,100}$/);
    expect(
      new Set(stored.map(({ name, properties, messageId }) => `${name} ${properties.sku} ${messageId}`)).size,
    ).toBe(3);
  });

  it('do not get back what a transform took out of them', async () => {
    await shop.transform(`(e) => { delete e.traits.email; delete e.context.ip; return e; }`);
    const context = { traits: { email: 'ada@acme.test' }, ip: '198.51.100.7' };
    await shop.send({
      type: 'identify',
      userId: 'u1',
      traits: { email: 'ada@acme.test', plan: 'pro' },
      context,
    });
    const [stored] = await payloads();
    expect(stored.traits).toEqual({ plan: 'pro' });
    expect(stored.context.ip).toBeUndefined();
  });
});

describe('a version', () => {
  it('acts when its publish has been answered, and no more when its archive has', async () => {
    const id = await shop.transform(`(e) => ({ ...e, properties: { version: 1 } })`);
    await shop.send(order());
    await shop.replace(id, `(e) => ({ ...e, properties: { version: 2 } })`);
    await shop.send(order());
    expect((await shop.call('POST', `/transforms/${id}/archive`)).status).toBe(200);
    await shop.send(order());
    expect((await payloads()).map(({ properties }) => properties)).toEqual([
      { version: 1 },
      { version: 2 },
      {},
    ]);
  });

  it('acts on every instance without being asked', async () => {
    const test = await testDatabase(...doorPlans);
    const shared = { ...test, close: async () => undefined };
    const doors = [await aRunningDoor(shared), await aRunningDoor(shared)] as const;
    const here = await aShop(doors[0]);
    const there = await aShop(doors[1], here.workspace);
    await here.transform(`() => null`);
    const isDropped = async () =>
      (await there.send(order())).json.rejected?.[0]?.code === 'dropped_by_transform';
    while (!(await isDropped()));
    for (const one of doors) await one.close();
    await test.close();
  });
});

describe('/api/v1/transforms', () => {
  it('keeps a draft that does not parse, and says so', async () => {
    const { status, json, headers } = await shop.create('(e) => { return e');
    expect([status, json.status, json.key]).toEqual([201, 'draft', 'tidy']);
    expect(headers.get('location')).toBe(`/api/v1/transforms/${json.id}`);
    const check = await shop.call('POST', `/transforms/${json.id}/draft/check`, {});
    expect(check.json.problems).toMatchObject([{ severity: 'error', code: 'syntax_error', field: 'code' }]);
    const blocked = await shop.publish(json.id);
    expect([blocked.status, blocked.json.code]).toEqual([422, 'publish_blocked']);
  });

  it('shows where the published version is in use', async () => {
    const id = await shop.transform('(e) => e', { order: 7 });
    const { json } = await shop.call('GET', '/transforms');
    expect(json.data).toMatchObject([{ id, status: 'published', sourceIds: [shop.sourceId], order: 7 }]);
    expect((await shop.call('GET', `/transforms/${id}/versions/1`)).json.content).toMatchObject({
      code: '(e) => e',
    });
  });

  it.each<[string, object, string]>([
    ['an unknown field', { extra: 1 }, '400 unknown_field draft.extra unknown_field'],
    ['another language', { language: 'python' }, '400 validation_failed draft.language enum'],
    ['an order that is no number', { order: '1' }, '400 validation_failed draft.order type'],
    ['sources that are no list', { sourceIds: 'src_1' }, '400 validation_failed draft.sourceIds type'],
    ['code that is too long', { code: 'x'.repeat(65_537) }, '400 validation_failed draft.code max_length'],
    [
      'a source of nowhere',
      { sourceIds: [publicId('src', newId())] },
      '422 unknown_ref draft.sourceIds[0] unknown_ref',
    ],
    ['a malformed source', { sourceIds: ['src_1'] }, '422 unknown_ref draft.sourceIds[0] unknown_ref'],
    [
      'a test without a name',
      { tests: [{ event: {}, expect: { event: null } }] },
      '400 validation_failed draft.tests[0].name required',
    ],
    [
      'a test that expects two things',
      { tests: [{ name: 'a', event: {}, expect: { event: null, error: '' } }] },
      '400 validation_failed draft.tests[0].expect format',
    ],
  ])('refuses %s', async (_, draft, expected) => {
    const { status, json } = await shop.create('(e) => e', draft);
    const { field, rule } = json.errors[0];
    expect(`${status} ${json.code} ${field} ${rule}`).toBe(expected);
  });

  it('refuses a source of another workspace', async () => {
    const other = await aShop(door);
    const { json } = await shop.create('(e) => e', { sourceIds: [other.sourceId] });
    expect(json.code).toBe('unknown_ref');
  });

  it('runs the tests of a draft, and publishes none that fails one', async () => {
    const event = { type: 'track', event: 'Order', userId: 'u1', properties: { price: '12' } };
    const tests = [
      { name: 'price is a number', event, expect: { event: { properties: { price: 12 }, groupId: null } } },
      { name: 'drops tests', event: { ...event, userId: 'test' }, expect: { event: null } },
      { name: 'refuses no price', event: { ...event, properties: null }, expect: { error: 'TypeError' } },
      {
        name: 'is not in the way',
        event: { ...event, event: 'Other' },
        expect: { events: [{ event: 'Other' }] },
      },
    ];
    const wrong = await shop.create('(e) => e', { tests });
    const blocked = await shop.publish(wrong.json.id);
    expect(
      blocked.json.problems.map(({ code, field }: { code: string; field: string }) => `${code} ${field}`),
    ).toEqual(['test_failed tests[0]', 'test_failed tests[1]', 'test_failed tests[2]']);
    const code = `(e) => {
      if (e.userId === 'test') return null;
      if (e.event === 'Order') e.properties.price = Number(e.properties.price.trim());
      return e;
    }`;
    expect((await shop.replace(wrong.json.id, code, { tests })).json).toMatchObject({
      published: { version: 1 },
    });
  });

  it('tries code on an event, as stored or as sent, and stores nothing', async () => {
    await shop.send(order({ properties: { plan: 'pro' }, messageId: 'real' }));
    const [stored] = await payloads();
    const { json } = await shop.create(
      `(e) => { console.log('plan', e.properties.plan); return [e, { ...e, event: 'Copy' }]; }`,
    );
    const tried = await shop.call('POST', `/transforms/${json.id}/test`, { event: stored });
    expect(tried.json).toMatchObject({
      event: { event: 'Order', userId: 'u1', messageId: 'real', timestamp: stored.timestamp },
      events: [{ event: 'Order' }, { event: 'Copy' }],
      logs: ['plan pro'],
      error: null,
      durationMs: expect.any(Number),
    });
    const other = { event: order(), code: '(e) => e.a.b' };
    expect((await shop.call('POST', `/transforms/${json.id}/test`, other)).json).toMatchObject({
      event: null,
      events: [],
      error: { message: expect.stringContaining('Transform “Tidy” (draft): TypeError') },
    });
    const refused = await shop.call('POST', `/transforms/${json.id}/test`, { event: { type: 'track' } });
    expect([refused.status, refused.json.errors[0].field]).toEqual([400, 'event.userId']);
    expect(await payloads()).toHaveLength(1);
  });

  it('is for those who may write events', async () => {
    const authorization = await shop.workspace.bearer('events:read');
    expect((await shop.call('GET', '/transforms', undefined, { authorization })).status).toBe(200);
    const created = await shop.call('POST', '/transforms', { name: 'x' }, { authorization });
    expect([created.status, created.json.requiredScope]).toEqual([403, 'events:write']);
  });
});
