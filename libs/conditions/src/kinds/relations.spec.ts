import type { Condition, CountTest, GroupTraitCondition, JsonObject, Operator } from '@rapport/contracts';
import fc from 'fast-check';
import { dependenciesOf, evaluate, nextChangeAt } from '../evaluate-condition.js';
import { emptyScope, type EvaluationScope } from '../trace.js';

const now = Date.parse('2026-06-15T10:00:00Z');

function inGroups(...traits: JsonObject[]): EvaluationScope {
  const groups = traits.map((one, index) => ({ groupId: `g${index}`, traits: one }));
  return { ...emptyScope(now), relations: { groups, objects: new Map() } };
}

function withOrders(...attributes: JsonObject[]): EvaluationScope {
  const orders = attributes.map((one, index) => ({ key: `o${index}`, attributes: one }));
  return { ...emptyScope(now), relations: { groups: [], objects: new Map([['order', orders]]) } };
}

const plan = (op: Operator, value: string): GroupTraitCondition => ({
  kind: 'group_trait',
  trait: 'plan.tier',
  op,
  value,
});
const paid: Condition = { kind: 'property', property: 'status', op: 'is', value: 'paid' };
const orders = (where?: Condition, count?: CountTest): Condition => ({
  kind: 'object',
  objectType: 'order',
  ...(where && { where }),
  ...(count && { count }),
});

describe('a group trait', () => {
  const [free, gold] = [{ plan: { tier: 'free' } }, { plan: { tier: 'gold' } }];

  it.each([
    ['nobody’s group', 'is', [], false],
    ['one of two that fits', 'is', [free, gold], true],
    ['none that fits', 'is', [free, {}], false],
    ['a complement without any group', 'is_not', [], false],
    ['a complement that one group fulfils', 'is_not', [gold, {}], true],
    ['a complement that no group fulfils', 'is_not', [gold, gold], false],
  ] as const)('of %s, %s: %j', (_what, op, groups, expected) => {
    expect(evaluate(plan(op, 'gold'), inGroups(...groups)).result).toBe(expected);
  });

  it('says which group fits, and what it looked at', () => {
    expect(evaluate(plan('is', 'gold'), inGroups(free, gold))).toEqual({
      result: true,
      kind: 'group_trait',
      actual: ['free', 'gold'],
      evidence: ['g1'],
      changesAt: null,
    });
  });

  it('is read from the traits of the group, not of the person', () => {
    const scope = { ...inGroups({}), traits: gold };
    expect(evaluate(plan('is', 'gold'), scope).result).toBe(false);
  });

  it('changes with the last group that fits, or the first that does not', () => {
    const until = (day: string): JsonObject => ({ trial: { ends: `${day}T10:00:00Z` } });
    const soon: Condition = { kind: 'group_trait', trait: 'trial.ends', op: 'within_next', value: 'P7D' };
    const groups = inGroups(until('2026-06-16'), until('2026-06-18'), until('2026-06-30'));
    expect(nextChangeAt(soon, groups)).toBe(Date.parse('2026-06-18T10:00:00.001Z'));
    expect(nextChangeAt(soon, inGroups(until('2026-07-30'), until('2026-06-30')))).toBe(
      Date.parse('2026-06-23T10:00:00Z'),
    );
  });
});

describe('an object', () => {
  const [one, two] = [
    { status: 'paid', total: 10 },
    { status: 'open', total: 90 },
  ];

  it.each([
    ['none of that type', orders(), emptyScope(now), false],
    ['one of that type', orders(), withOrders(two), true],
    ['one that fits', orders(paid), withOrders(one, two), true],
    ['none that fits', orders(paid), withOrders(two), false],
    ['exactly none', orders(paid, { op: 'exactly', value: 0 }), withOrders(two), true],
    ['exactly none of nothing', orders(undefined, { op: 'exactly', value: 0 }), emptyScope(now), true],
    ['too many', orders(undefined, { op: 'at_most', value: 1 }), withOrders(one, two), false],
    ['few', orders(undefined, { op: 'less_than', value: 3 }), withOrders(one, two), true],
    ['more', orders(undefined, { op: 'greater_than', value: 2 }), withOrders(one, two), false],
    ['both ends', orders(undefined, { op: 'between', value: [2, 3] }), withOrders(one, two), true],
  ] as const)('%s', (_what, condition, scope, expected) => {
    expect(evaluate(condition, scope).result).toBe(expected);
  });

  it('says how many fit, and which', () => {
    expect(evaluate(orders(paid), withOrders(two, one))).toEqual({
      result: true,
      kind: 'object',
      actual: { count: 1 },
      evidence: ['o1'],
      changesAt: null,
    });
  });

  it('compares an attribute with what the run knows', () => {
    const named: Condition = { kind: 'property', property: 'total', op: 'is', value: { ref: 'event.total' } };
    const scope = { ...withOrders(one, two), run: { event: { total: 90 } } };
    expect(evaluate(orders(named), scope)).toMatchObject({ result: true, evidence: ['o1'] });
    expect(evaluate(orders(named), withOrders(one, two)).result).toBe(false);
  });

  it('of a type named like a part of every map is none', () => {
    expect(evaluate({ kind: 'object', objectType: 'constructor' }, withOrders(one)).result).toBe(false);
  });

  it('counts as where says, and changes no earlier than it names', () => {
    const day = 86_400_000;
    const dueIn = fc.integer({ min: -40, max: 40 });
    const count = fc.record({
      op: fc.constantFrom('exactly', 'at_least', 'at_most', 'less_than', 'greater_than'),
      value: fc.nat(4),
    }) as fc.Arbitrary<CountTest>;
    const where: Condition = { kind: 'property', property: 'due', op: 'within_next', value: 'P7D' };
    fc.assert(
      fc.property(
        fc.array(dueIn, { maxLength: 5 }),
        count,
        fc.integer({ min: 1, max: 40 }),
        (due, test, days) => {
          const scope = withOrders(...due.map((one) => ({ due: new Date(now + one * day).toISOString() })));
          const { result, actual, changesAt } = evaluate(orders(where, test), scope);
          expect(actual).toEqual({ count: due.filter((one) => one >= 0 && one <= 7).length });
          const later = now + days * day;
          if (changesAt !== null && later >= changesAt) return;
          expect(evaluate(orders(where, test), { ...scope, now: later }).result).toBe(result);
        },
      ),
    );
  });
});

describe('what they depend on', () => {
  it('names traits of groups, and attributes by type; never as traits or of the event', () => {
    const condition: Condition = {
      kind: 'and',
      conditions: [
        plan('is', 'gold'),
        orders(paid),
        orders({
          kind: 'property',
          property: 'lines[].sku',
          op: 'is',
          value: { ref: 'event.properties.sku' },
        }),
        { kind: 'not', condition: { kind: 'object', objectType: 'ticket' } },
      ],
    };
    const { traits, eventPaths, groupTraits, objects, contextPaths } = dependenciesOf(condition);
    expect([...traits, ...eventPaths]).toEqual([]);
    expect([...groupTraits]).toEqual(['plan']);
    expect([...objects].map(([type, paths]) => [type, [...paths]])).toEqual([
      ['order', ['status', 'lines[].sku']],
      ['ticket', []],
    ]);
    expect([...contextPaths]).toEqual(['event.properties.sku']);
  });
});
