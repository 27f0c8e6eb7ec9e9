import { evaluate, emptyScope, readCondition } from '@rapport/conditions';
import type { Condition, JsonObject, JsonValue } from '@rapport/contracts';
import type { TestWorkspace } from '@rapport/testing';
import fc from 'fast-check';
import type { ProfileView } from '../browse/profile.view.js';
import { at, type Answer, ReadingRoom } from '../browse/reading.spec-support.js';
import { SEARCH_COST, searchCost, type SearchCost } from './search-cost.js';

interface Found {
  data: ProfileView[];
  nextCursor: string | null;
  count?: number;
  exact?: boolean;
  asOf?: string;
  code?: string;
  errors?: { field: string; rule: string; message: string }[];
}

let room: ReadingRoom;
let cost: SearchCost;
beforeAll(async () => {
  room = await ReadingRoom.open();
  cost = room.api.app.get<SearchCost>(SEARCH_COST, { strict: false });
});
afterAll(() => room.close());
afterEach(() => Object.assign(cost, searchCost));

const bearers = new Map<TestWorkspace, { authorization: string; uses: number }>();

/** A credential serves a while: each has its own limit of requests per second. */
async function bearerOf(shop: TestWorkspace): Promise<string> {
  const known = bearers.get(shop);
  if (known && known.uses++ < 50) return known.authorization;
  const authorization = await shop.bearer('profiles:read', 'pii:read');
  bearers.set(shop, { authorization, uses: 0 });
  return authorization;
}

async function search(shop: TestWorkspace, body: unknown): Promise<Answer<Found>> {
  const authorization = await bearerOf(shop);
  return room.call<Found>('POST', '/api/v1/profiles/search', { authorization }, body);
}

/** The whole list, page by page. */
async function everybody(
  shop: TestWorkspace,
  body: object,
  between: () => Promise<void> = async () => undefined,
): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const answer: Answer<Found> = await search(shop, { ...body, ...(cursor !== null && { cursor }) });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    found.push(...answer.body.data.map(({ userId, identifiers }) => userId ?? identifiers[0]?.value ?? ''));
    cursor = answer.body.nextCursor;
    if (cursor) await between();
  } while (cursor);
  return found;
}

const person = (userId: string, traits: JsonObject, second: number) =>
  ({ type: 'identify', userId, traits, ...at(second) }) as const;
const is = (trait: string, value: JsonValue): unknown => ({ kind: 'trait', trait, op: 'is', value });

describe('POST /api/v1/profiles/search', () => {
  let shop: TestWorkspace;
  beforeAll(async () => {
    shop = await room.workspace();
    await room.apply(
      shop,
      person('ada', { plan: 'pro', age: 36, tags: ['a', 'b'], email: 'ada@acme.test' }, 1),
      person('grace', { plan: 'free', age: '85', address: { city: 'Ulm' }, name: 'Grace Hopper' }, 2),
      person('linus', { plan: 'Pro', age: 54, phone: '+49 30 1' }, 3),
      { userId: null, anonymousId: 'visitor-1', ...at(4) },
      { userId: 'ada', ...at(9) },
    );
    const other = await room.workspace();
    await room.apply(other, person('stranger', { plan: 'pro' }, 1));
  });

  it.each([
    ['a value', is('plan', 'pro'), ['ada']],
    [
      'a value in any case',
      { kind: 'trait', trait: 'plan', op: 'is', value: 'PRO', ignoreCase: true },
      ['linus', 'ada'],
    ],
    ['a number that is stored as text', is('age', 85), ['grace']],
    ['a beginning', { kind: 'trait', trait: 'plan', op: 'starts_with', value: 'p' }, ['ada']],
    ['a path', is('address.city', 'Ulm'), ['grace']],
    ['an element', { kind: 'trait', trait: 'tags', op: 'includes', value: 'b' }, ['ada']],
    ['a pattern', { kind: 'trait', trait: 'plan', op: 'matches', value: '^[Pp]ro$' }, ['linus', 'ada']],
    ['what is missing', { kind: 'trait', trait: 'plan', op: 'is_not_set' }, ['visitor-1']],
    [
      'a moment of the profile',
      { kind: 'trait', trait: 'lastSeenAt', op: 'after', value: '2026-01-01T12:00:03Z' },
      ['visitor-1', 'ada'],
    ],
    ['either', { kind: 'or', conditions: [is('plan', 'pro'), is('plan', 'free')] }, ['grace', 'ada']],
    ['both', { kind: 'and', conditions: [is('plan', 'pro'), is('age', 85)] }, []],
    ['the opposite', { kind: 'not', condition: is('plan', 'pro') }, ['visitor-1', 'linus', 'grace']],
  ])('finds people by %s', async (_, condition, expected) => {
    expect(await everybody(shop, { condition, limit: 1 })).toEqual(expected);
    // With no index to begin with, and a person at a time.
    Object.assign(cost, { candidates: 0, firstStep: 1, largestStep: 2 });
    expect(await everybody(shop, { condition, limit: 2 })).toEqual(expected);
  });

  it('takes q and a condition together, and both orders', async () => {
    const condition = { kind: 'trait', trait: 'age', op: 'is_set' };
    expect(await everybody(shop, { condition, q: 'gra' })).toEqual(['grace']);
    expect(await everybody(shop, { condition, sort: '-lastSeenAt' })).toEqual(['ada', 'linus', 'grace']);
    expect(await everybody(shop, { condition, sort: '-createdAt' })).toEqual(['linus', 'grace', 'ada']);
    expect(await everybody(shop, {})).toEqual(['visitor-1', 'linus', 'grace', 'ada']);
  });

  it.each([
    ['VISITOR-', ['visitor-1']],
    ['ada@', ['ada']],
    ['Gra', ['grace']],
    ['grace h', ['grace']],
    ['+49 3', ['linus']],
    ['isitor', []],
  ])('finds %s where an identifier, phone or name begins so, as the list does', async (q, expected) => {
    expect(await everybody(shop, { q })).toEqual(expected);
    const listed = await room.get<Found>(shop, `?q=${encodeURIComponent(q)}`);
    expect(listed.body.data).toHaveLength(expected.length);
    Object.assign(cost, { candidates: 0, firstStep: 1 });
    expect(await everybody(shop, { q })).toEqual(expected);
  });

  it('counts, exactly where that is quick', async () => {
    const { body } = await search(shop, { condition: is('plan', 'pro'), count: true });
    expect(body).toMatchObject({
      count: 1,
      exact: true,
      asOf: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    });
    const first = await search(shop, { limit: 1, count: true });
    expect(first.body).toMatchObject({ data: [{}], count: 4, exact: true });
    expect((await search(shop, {})).body).not.toHaveProperty('count');
  });

  it('answers what it found when its time is up, and goes on from there', async () => {
    Object.assign(cost, { candidates: 0, firstStep: 1, largestStep: 1, pageMilliseconds: 0 });
    const condition = { kind: 'trait', trait: 'plan', op: 'ends_with', value: 'ree' };
    const { body } = await search(shop, { condition });
    expect([body.data, body.nextCursor]).toEqual([[], expect.any(String)]);
    expect(await everybody(shop, { condition })).toEqual(['grace']);
  });

  it('says 503 overloaded when the database does not answer in time', async () => {
    const blocker = await room.store.openAs('profiles');
    Object.assign(cost, { statementMilliseconds: 50 });
    await blocker.newTransaction(async (tx) => {
      await tx.query('LOCK TABLE profiles.profiles IN ACCESS EXCLUSIVE MODE');
      const answer = await search(shop, {});
      expect([answer.status, answer.body.code, answer.headers['retry-after']]).toEqual([
        503,
        'overloaded',
        '1',
      ]);
    });
  });

  it.each([
    [
      { condition: { kind: 'trait', trait: 'plan', op: 'like', value: 'x' } },
      'condition.op',
      'unknown_operator',
    ],
    [
      { condition: { kind: 'and', conditions: [{ kind: 'context', path: 'event.name', op: 'is_set' }] } },
      'condition.conditions[0]',
      'not_allowed_here',
    ],
    [
      { condition: { kind: 'trait', trait: 'plan', op: 'is', value: { ref: 'event.properties.plan' } } },
      'condition.value',
      'not_allowed_here',
    ],
    [
      { condition: { kind: 'trait', trait: "plan' OR 1=1--", op: 'is', value: 'x' } },
      'condition.trait',
      'bad_path',
    ],
    [{ condition: 'plan' }, 'condition', 'value_type'],
    [{ sort: 'name; --' }, 'sort', 'value_not_allowed'],
    [{ sort: 'random()' }, 'sort', 'value_not_allowed'],
  ])('refuses %j with 422 invalid_rule', async (body, field, rule) => {
    const answer = await search(shop, body);
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_rule']);
    expect(answer.body.errors).toEqual([expect.objectContaining({ field, rule })]);
  });

  it('refuses a regular expression that RE2 does not have, and runs one that others choke on', async () => {
    const pattern = (value: string): unknown => ({
      condition: { kind: 'trait', trait: 'plan', op: 'matches', value },
    });
    const refused = await search(shop, pattern('(?=a)'));
    expect([refused.status, refused.body.code]).toEqual([422, 'unsupported_regex']);
    expect((await search(shop, pattern('^(a+)+$'))).body.data).toEqual([]);
  });

  it('takes hostile values literally', async () => {
    for (const value of ["' OR 1=1--", '"}]}', '\\', '%', '$1', '{"a":1}']) {
      expect((await search(shop, { condition: is('plan', value) })).body.data).toEqual([]);
      expect((await search(shop, { q: value })).body.data).toEqual([]);
    }
  });

  it.each([
    [{ limit: 0 }, 'limit', 'minimum'],
    [{ limit: '5' }, 'limit', 'type'],
    [{ count: 'yes' }, 'count', 'type'],
    [{ q: 'x'.repeat(257) }, 'q', 'max_length'],
  ])('refuses %j with 400', async (body, field, rule) => {
    const answer = await search(shop, body);
    expect([answer.status, answer.body.errors?.[0]]).toEqual([400, expect.objectContaining({ field, rule })]);
  });

  it('binds a cursor to what was asked for', async () => {
    const asked = { condition: is('plan', 'pro'), limit: 1 };
    const all = await search(shop, { limit: 1 });
    const cursor = all.body.nextCursor;
    expect(cursor).not.toBeNull();
    for (const body of [
      { ...asked, cursor },
      { q: 'a', cursor },
      { sort: '-lastSeenAt', cursor },
      { cursor: 'nonsense' },
    ]) {
      const answer = await search(shop, body);
      expect([answer.status, answer.body.code, answer.body.errors?.[0]?.field]).toEqual([
        400,
        'invalid_cursor',
        'cursor',
      ]);
    }
    const other = await room.workspace();
    expect((await search(other, { limit: 1, cursor })).body.code).toBe('invalid_cursor');
  });

  it('is for who may read profiles', async () => {
    const authorization = await shop.bearer('journeys:read');
    const answer = await room.call('POST', '/api/v1/profiles/search', { authorization }, {});
    expect(answer.body).toMatchObject({ code: 'insufficient_scope' });
  });
});

describe('what a caller may not see', () => {
  it('is found by nobody without pii:read: not by its beginning, not by a condition', async () => {
    const shop = await room.workspace();
    await room.apply(
      shop,
      person('ada', { email: 'ada@acme.test', phone: '+49 30', name: 'Ada', ssn: '12-34' }, 1),
      { userId: null, anonymousId: 'ada-phone', ...at(2) },
    );
    const all = await shop.bearer('profiles:read', 'profiles:write', 'pii:read');
    for (const name of ['email', 'phone', 'firstName', 'ssn']) {
      const path = `/api/v1/schema/traits/${name}`;
      const answer = await room.call('PATCH', path, { authorization: all }, { piiClass: 'sensitive' });
      expect(answer.status).toBe(200);
    }
    const few = await shop.bearer('profiles:read');
    const found = async (authorization: string, body: object): Promise<unknown> => {
      const answer = await room.call<Found>('POST', '/api/v1/profiles/search', { authorization }, body);
      return answer.status === 200 ? answer.body.data.length : answer.body;
    };
    for (const given of [{}, { candidates: 0 }]) {
      Object.assign(cost, given);
      for (const q of ['ada@', '+49'])
        expect([await found(all, { q }), await found(few, { q })]).toEqual([1, 0]);
      // The user id and the anonymous id stay visible; the name is made of the first name.
      expect([await found(all, { q: 'ada' }), await found(few, { q: 'ada' })]).toEqual([2, 2]);
    }
    const condition = {
      kind: 'not',
      condition: { kind: 'trait', trait: 'ssn', op: 'starts_with', value: '1' },
    };
    expect(await found(all, { condition })).toBe(1);
    expect(await found(few, { condition })).toMatchObject({
      code: 'insufficient_scope',
      requiredScope: 'pii:read',
    });
  });
});

describe('a count of many', () => {
  it('is estimated from a sample, and says so', async () => {
    const shop = await room.workspace();
    const people = Array.from({ length: 400 }, (_, i) => person(`u${i}`, { even: i % 2 === 0 }, i));
    for (let i = 0; i < 400; i += 100) await room.apply(shop, ...people.slice(i, i + 100));
    Object.assign(cost, { candidates: 10, sample: 200 });
    const { body } = await search(shop, { condition: is('even', true), limit: 5, count: true });
    expect(body.exact).toBe(false);
    // 200 of 400 are looked at: five standard deviations to either side.
    expect(Math.abs((body.count ?? 0) - 200)).toBeLessThan(125);
    Object.assign(cost, searchCost);
    const exact = await search(shop, { condition: is('even', true), limit: 5, count: true });
    expect(exact.body).toMatchObject({ count: 200, exact: true });
  });
});

describe('a search, as a law', () => {
  const values = fc.oneof(
    fc.constantFrom(
      'a',
      'A',
      'ab',
      'ä',
      '\u212a',
      'k',
      '42',
      '42.0',
      '4.2e1',
      '-0',
      '',
      'true',
      '1e+21',
      '2026-01-02',
    ),
    fc.constantFrom(42, 0, 1e21, 0.1, true, false),
    fc.constantFrom([], ['a', 42], { y: 'a' }, null),
    fc.string({ maxLength: 3 }),
  ) as fc.Arbitrary<JsonValue>;
  const traits = fc.record({ x: values, y: values, createdAt: values }, { requiredKeys: [] });
  const scalar = values.filter((value) => typeof value !== 'object');
  const leaf = fc.oneof(
    fc.record({
      kind: fc.constant('trait'),
      trait: fc.constantFrom('x', 'x', 'y', 'createdAt', 'x.y', 'x[]'),
      op: fc.constantFrom('is', 'is', 'is_not', 'starts_with', 'contains', 'matches', 'includes', 'at_least'),
      value: scalar,
      ignoreCase: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('trait'),
      trait: fc.constantFrom('x', 'y'),
      op: fc.constant('is_any_of'),
      value: fc.array(scalar, { minLength: 1, maxLength: 3 }),
    }),
  );
  const tree = fc.letrec((tie) => {
    const conditions = fc.array(tie('tree'), { minLength: 1, maxLength: 3 });
    return {
      tree: fc.oneof(
        { maxDepth: 2 },
        leaf,
        fc.record({ kind: fc.constantFrom('and', 'or'), conditions }),
        fc.record({ kind: fc.constant('not'), condition: tie('tree') }),
      ),
    };
  }).tree;

  function readable(input: unknown): Condition | undefined {
    return readCondition(input, 'list', 'condition', []);
  }

  it('finds whom the evaluator finds: by an index or along the list, whatever the size of a page', async () => {
    const shop = await room.workspace();
    const given = fc.sample(traits, { numRuns: 150, seed: 5 });
    await room.apply(shop, ...given.map((one, i) => person(`p${i}`, one as JsonObject, i)));
    const { body } = await search(shop, { limit: 100 });
    const rest = await search(shop, { limit: 100, cursor: body.nextCursor });
    const people = [...body.data, ...rest.body.data];
    expect(people).toHaveLength(150);
    const fitting = (condition: Condition): (string | null)[] =>
      people
        .filter((one) => {
          const { createdAt, firstSeenAt, lastSeenAt } = one;
          const scope = emptyScope(Date.now());
          const reserved = { createdAt, firstSeenAt, lastSeenAt };
          return evaluate(condition, { ...scope, traits: one.traits, reserved }).result;
        })
        .map(({ userId }) => userId);
    const conditions = tree.map(readable).filter((condition) => condition !== undefined);
    const costs = fc.constantFrom({}, { candidates: 0, firstStep: 30, largestStep: 60 }, { candidates: 20 });
    await fc.assert(
      fc.asyncProperty(conditions, costs, fc.constantFrom(40, 100), async (condition, given, limit) => {
        Object.assign(cost, searchCost, given);
        expect(await everybody(shop, { condition, limit })).toEqual(fitting(condition));
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});

describe('paging while people come and go', () => {
  it.each(['-createdAt', '-lastSeenAt'] as const)(
    'by %s names nobody twice and misses nobody who did not change',
    async (sort) => {
      const shop = await room.workspace();
      const steady = Array.from({ length: 30 }, (_, i) => `steady-${i}`);
      await room.apply(shop, ...steady.map((userId, i) => person(userId, { plan: 'pro' }, 2 * i)));
      let busy = 0;
      await room.apply(
        shop,
        ...Array.from({ length: 10 }, (_, i) => person(`busy-${i}`, { plan: 'pro' }, 2 * i + 1)),
      );
      const writers = async (): Promise<void> => {
        const second = 1_000 + busy;
        await Promise.all([
          // Somebody new, somebody seen again, somebody whose trait changes, and two who turn out to be one.
          room.apply(shop, person(`new-${busy}`, { plan: 'pro' }, second)),
          room.apply(shop, { userId: `busy-${busy % 10}`, ...at(second) }),
          room.apply(shop, person(`busy-${(busy + 3) % 10}`, { plan: 'free' }, second)),
          room.apply(shop, {
            type: 'identify',
            userId: `new-${busy}`,
            anonymousId: `visitor-${busy}`,
            traits: {},
            ...at(second),
          }),
        ]);
        busy++;
      };
      for (const condition of [
        is('plan', 'pro'),
        { kind: 'trait', trait: 'plan', op: 'contains', value: 'ro' },
      ]) {
        const found = await everybody(shop, { condition, sort, limit: 4 }, writers);
        expect(new Set(found).size).toBe(found.length);
        expect(found.filter((userId) => userId.startsWith('steady')).sort()).toEqual([...steady].sort());
      }
    },
  );
});
