import { emptyScope, evaluate, readCondition } from '@rapport/conditions';
import type { Condition, JsonObject, JsonValue } from '@rapport/contracts';
import type { TestWorkspace } from '@rapport/testing';
import fc from 'fast-check';
import { type Answer, at, ReadingRoom } from '../browse/reading.spec-support.js';
import { SEARCH_COST, searchCost, type SearchCost } from './search-cost.js';

interface Found {
  data: { userId: string | null }[];
  nextCursor: string | null;
  code?: string;
  requiredScope?: string;
  errors?: { field: string; rule: string }[];
}

let room: ReadingRoom;
let cost: SearchCost;
beforeAll(async () => {
  room = await ReadingRoom.open();
  cost = room.api.app.get<SearchCost>(SEARCH_COST, { strict: false });
});
afterAll(() => room.close());
afterEach(() => Object.assign(cost, searchCost));

/** A new one each time: each has its own limit of requests per second. */
const call = async (shop: TestWorkspace, method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) =>
  room.call<Found>(
    method,
    `/api/v1${path}`,
    { authorization: await shop.bearer('profiles:read', 'profiles:write', 'pii:read') },
    body,
  );
const search = (shop: TestWorkspace, body: object): Promise<Answer<Found>> =>
  call(shop, 'POST', '/profiles/search', body);

/** The user ids of the whole list, page by page. */
async function everybody(shop: TestWorkspace, body: object): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  let cursor: string | null = null;
  do {
    const answer: Answer<Found> = await search(shop, { ...body, ...(cursor !== null && { cursor }) });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    found.push(...answer.body.data.map(({ userId }) => userId));
    cursor = answer.body.nextCursor;
  } while (cursor);
  return found;
}

const inGroup = (userId: string, groupId: string, traits: JsonObject, second: number) =>
  ({ type: 'group', userId, groupId, traits, ...at(second) }) as const;
const groupTrait = (op: string, value: JsonValue) => ({ kind: 'group_trait', trait: 'plan', op, value });
const orders = (rest: object = {}) => ({ kind: 'object', objectType: 'order', ...rest });
const open = { kind: 'property', property: 'status', op: 'is', value: 'open' };

async function defineOrders(shop: TestWorkspace): Promise<void> {
  const attributes = [
    { name: 'status', type: 'string' },
    { name: 'total', type: 'number' },
  ];
  const answer = await call(shop, 'POST', '/object-types', { key: 'order', name: 'Order', attributes });
  expect(answer.status).toBe(201);
}

async function order(
  shop: TestWorkspace,
  key: string,
  attributes: JsonObject,
  profiles: string[],
): Promise<void> {
  const answer = await call(shop, 'PUT', `/objects/order/${key}`, { attributes, profiles });
  expect(answer.status).toBe(200);
}

describe('a search by groups and objects', () => {
  let shop: TestWorkspace;
  beforeAll(async () => {
    shop = await room.workspace();
    await room.apply(
      shop,
      inGroup('ada', 'acme', { plan: 'gold' }, 1),
      inGroup('grace', 'acme', {}, 2),
      inGroup('grace', 'globex', { plan: 'free' }, 3),
      inGroup('linus', 'globex', {}, 4),
      { type: 'identify', userId: 'margaret', anonymousId: 'phone', traits: {}, ...at(5) },
    );
    await defineOrders(shop);
    await order(shop, 'A', { status: 'open', total: 5 }, ['user_id:ada']);
    await order(shop, 'B', { status: 'open', total: 7 }, ['user_id:ada', 'user_id:grace']);
    await order(shop, 'C', { status: 'paid' }, ['user_id:margaret', 'anonymous_id:phone']);
    await order(shop, 'D', { status: 'open' }, ['user_id:linus']);
    expect((await call(shop, 'DELETE', '/objects/order/D')).status).toBe(204);
    const other = await room.workspace();
    await room.apply(other, inGroup('stranger', 'acme', { plan: 'gold' }, 1));
    await defineOrders(other);
    await order(other, 'A', { status: 'open' }, ['user_id:stranger']);
  });

  it.each([
    ['a trait of one of their groups', groupTrait('is', 'gold'), ['grace', 'ada']],
    ['a beginning of it', groupTrait('starts_with', 'f'), ['linus', 'grace']],
    ['a group without it', groupTrait('is_not', 'gold'), ['linus', 'grace']],
    ['no such group', { kind: 'not', condition: groupTrait('is', 'gold') }, ['margaret', 'linus']],
    ['a trait in any case', { ...groupTrait('is', 'GOLD'), ignoreCase: true }, ['grace', 'ada']],
    ['a pattern, which SQL leaves to the evaluator', groupTrait('matches', '^g(o|O)ld$'), ['grace', 'ada']],
    ['an object', orders(), ['margaret', 'grace', 'ada']],
    ['an object that fits', orders({ where: open }), ['grace', 'ada']],
    ['how many', orders({ where: open, count: { op: 'at_least', value: 2 } }), ['ada']],
    [
      'one that two identifiers name, counted once',
      orders({ count: { op: 'exactly', value: 1 } }),
      ['margaret', 'grace'],
    ],
    ['none', orders({ count: { op: 'exactly', value: 0 } }), ['linus']],
    [
      'a pattern in an object',
      orders({ where: { ...open, op: 'matches', value: 'O|pen' } }),
      ['grace', 'ada'],
    ],
    ['both', { kind: 'and', conditions: [groupTrait('is', 'free'), orders()] }, ['grace']],
  ])('finds people by %s', async (_, condition, expected) => {
    expect(await everybody(shop, { condition })).toEqual(expected);
    // With no index to begin with, and a person at a time.
    Object.assign(cost, { candidates: 0, firstStep: 1, largestStep: 2 });
    expect(await everybody(shop, { condition, limit: 1 })).toEqual(expected);
  });

  it('no longer finds who left the group', async () => {
    const left = await room.workspace();
    await room.apply(left, inGroup('ada', 'acme', { plan: 'gold' }, 1));
    expect(await everybody(left, { condition: groupTrait('is', 'gold') })).toEqual(['ada']);
    const answer = await call(left, 'DELETE', '/groups/group_id:acme/profiles/user_id:ada');
    expect(answer.status).toBe(204);
    expect(await everybody(left, { condition: groupTrait('is', 'gold') })).toEqual([]);
  });

  it('refuses a type of object that there is not, at its place', async () => {
    const unknown = { kind: 'not', condition: orders({ objectType: 'ticket' }) };
    const condition = { kind: 'or', conditions: [orders(), unknown] };
    const { status, body } = await search(shop, { condition });
    expect([status, body.code]).toEqual([422, 'invalid_rule']);
    expect(body.errors).toEqual([
      expect.objectContaining({
        field: 'condition.conditions[1].condition.objectType',
        rule: 'unknown_ref',
      }),
    ]);
  });

  it('does not tell, by a search, what a caller may not see of a group', async () => {
    const hidden = await room.workspace();
    await room.apply(hidden, inGroup('ada', 'acme', { iban: 'DE1' }, 1), {
      ...({ type: 'identify', userId: 'ada', traits: { iban: 'DE2' } } as const),
      ...at(2),
    });
    const all = await hidden.bearer('profiles:read', 'profiles:write', 'pii:read');
    const path = '/api/v1/schema/traits/iban';
    expect((await room.call('PATCH', path, { authorization: all }, { piiClass: 'sensitive' })).status).toBe(
      200,
    );
    const authorization = await hidden.bearer('profiles:read');
    const condition = { kind: 'group_trait', trait: 'iban', op: 'starts_with', value: 'DE' };
    const answer = await room.call<Found>(
      'POST',
      '/api/v1/profiles/search',
      { authorization },
      { condition },
    );
    expect(answer.body).toMatchObject({ code: 'insufficient_scope', requiredScope: 'pii:read' });
    expect(await everybody(hidden, { condition })).toEqual(['ada']);
  });
});

describe('a search by groups and objects, as a law', () => {
  const words = fc.constantFrom('a', 'A', 'ab', 'ä', '42', '42.0', '');
  const values: fc.Arbitrary<JsonValue> = fc.oneof(words, fc.constantFrom(42, 0, true), fc.constant(null));
  const groups = fc.array(fc.record({ x: values, y: values }, { requiredKeys: [] }), {
    minLength: 8,
    maxLength: 8,
  });
  const orderOf = fc.record({
    attributes: fc.record({ status: words, total: fc.constantFrom(0, 42) }, { requiredKeys: [] }),
    owners: fc.uniqueArray(fc.nat({ max: 49 }), { maxLength: 4 }),
    named: fc.constantFrom('user', 'device', 'both'),
    deleted: fc.boolean(),
  });
  const crowd = fc.record({
    groups,
    memberships: fc.array(fc.uniqueArray(fc.nat({ max: 7 }), { maxLength: 3 }), {
      minLength: 50,
      maxLength: 50,
    }),
    orders: fc.array(orderOf, { minLength: 60, maxLength: 60 }),
  });

  const op = fc.constantFrom('is', 'is', 'is_not', 'starts_with', 'contains', 'matches', 'at_least');
  const value = fc.oneof(words, fc.constantFrom(42, 0, true));
  const property = fc.record({
    ...{ kind: fc.constant('property'), property: fc.constantFrom('status', 'total') },
    ...{ op, value },
  });
  const leaf = fc.oneof(
    fc.record({ kind: fc.constant('group_trait'), trait: fc.constantFrom('x', 'y'), op, value }),
    fc.record(
      {
        kind: fc.constant('object'),
        objectType: fc.constant('order'),
        where: fc.oneof(property, fc.record({ kind: fc.constant('not'), condition: property })),
        count: fc.record({
          op: fc.constantFrom('exactly', 'at_least', 'at_most', 'less_than', 'greater_than'),
          value: fc.nat({ max: 3 }),
        }),
      },
      { requiredKeys: ['kind', 'objectType'] },
    ),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 2 },
      leaf,
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        conditions: fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not'), condition: tie('tree') }),
    ),
  }));
  const conditions = tree
    .map((input): Condition | undefined => readCondition(input, 'list', 'condition', []))
    .filter((condition) => condition !== undefined);

  it('finds whom the evaluator finds: by an index or along the list', async () => {
    const shop = await room.workspace();
    const [given] = fc.sample(crowd, { numRuns: 1, seed: 7 });
    if (!given) throw new Error('no crowd was drawn');
    const people = given.memberships.map((memberOf, n) => ({ memberOf, n }));
    await room.apply(
      shop,
      ...people.map(({ n }) => ({
        ...({ type: 'identify', userId: `u${n}`, anonymousId: `d${n}`, traits: {} } as const),
        ...at(n),
      })),
      ...given.groups.map((traits, g) => ({
        ...({ type: 'group', userId: 'u0', groupId: `g${g}`, traits: traits } as const),
        ...at(100),
      })),
      ...people.flatMap(({ memberOf, n }) =>
        memberOf.map((g) => ({ ...inGroup(`u${n}`, `g${g}`, {}, 101 + n), anonymousId: `d${n}` })),
      ),
    );
    await defineOrders(shop);
    const namesOf = (owner: number, named: string): string[] => [
      ...(named === 'device' ? [] : [`user_id:u${owner}`]),
      ...(named === 'user' ? [] : [`anonymous_id:d${owner}`]),
    ];
    const items = given.orders.map(({ attributes, owners, named }, n) => ({
      ...{ key: `o${n}`, attributes },
      profiles: owners.flatMap((owner) => namesOf(owner, named)),
    }));
    expect((await call(shop, 'POST', '/objects/order/batch', { items })).status).toBe(200);
    for (const [n, { deleted }] of given.orders.entries()) {
      if (deleted) expect((await call(shop, 'DELETE', `/objects/order/o${n}`)).status).toBe(204);
    }

    /** From what was sent, not from what is stored. A trait that is null is none. */
    const expected = (condition: Condition): string[] =>
      [...people].reverse().flatMap(({ memberOf, n }) => {
        const joined = n === 0 ? [...given.groups.keys()] : memberOf;
        const scope = {
          ...emptyScope(Date.now()),
          relations: {
            groups: joined.map((g) => ({ groupId: `g${g}`, traits: visible(given.groups[g] as JsonObject) })),
            objects: new Map([
              [
                'order',
                given.orders
                  .filter(({ owners, deleted }) => !deleted && owners.includes(n))
                  .map(({ attributes }) => ({ key: '', attributes: attributes })),
              ],
            ]),
          },
        };
        return evaluate(condition, scope).result ? [`u${n}`] : [];
      });

    const costs = fc.constantFrom({}, { candidates: 0, firstStep: 20, largestStep: 40 }, { candidates: 30 });
    await fc.assert(
      fc.asyncProperty(conditions, costs, async (condition, given) => {
        Object.assign(cost, searchCost, given);
        expect(await everybody(shop, { condition, limit: 20 })).toEqual(expected(condition));
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

function visible(traits: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(traits).filter(([, value]) => value !== null));
}
