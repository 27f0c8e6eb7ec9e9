import type { Condition, JsonObject, JsonValue, Operator, TraitCondition } from '@rapport/contracts';
import fc from 'fast-check';
import { dependenciesOf, evaluate, nextChangeAt } from './evaluate-condition.js';
import { operatorDefinitions } from './operators/operators.js';
import { readCondition } from './read-condition.js';
import { emptyScope, type EvaluationScope } from './trace.js';

const now = Date.parse('2026-06-15T10:00:00Z');

function scope(traits: JsonObject, more: Partial<EvaluationScope> = {}): EvaluationScope {
  return { ...emptyScope(now), traits, ...more };
}

function holds(value: JsonValue | undefined, comparison: object, more?: Partial<EvaluationScope>): boolean {
  const traits: JsonObject = value === undefined ? {} : { x: value };
  const condition = { kind: 'trait', trait: 'x', ...comparison };
  const faults: never[] = [];
  const read = readCondition(condition, 'journey', 'c', faults);
  if (!read) throw new Error(JSON.stringify(faults));
  return evaluate(read, scope(traits, more)).result;
}

describe('evaluate', () => {
  const cases: [JsonValue | undefined, object, boolean][] = [
    [42, { op: 'is', value: '42' }, true],
    ['42', { op: 'is', value: 42 }, true],
    ['42.0', { op: 'is', value: 42 }, true],
    ['042', { op: 'is', value: 42 }, false],
    [' 42', { op: 'is', value: 42 }, false],
    ['NaN', { op: 'is_not', value: 42 }, true],
    ['true', { op: 'is', value: true }, true],
    [true, { op: 'is', value: 'true' }, true],
    [1, { op: 'is', value: true }, false],
    ['Pro', { op: 'is', value: 'pro' }, false],
    ['Pro', { op: 'is', value: 'pro', ignoreCase: true }, true],
    [{ a: 1 }, { op: 'is', value: '[object Object]' }, false],
    [['a'], { op: 'is', value: 'a' }, false],
    [undefined, { op: 'is_not', value: 'a' }, true],
    [null, { op: 'is_set' }, false],
    ['', { op: 'is_set' }, true],
    [{}, { op: 'is_set' }, true],
    ['b', { op: 'is_any_of', value: ['a', 'b'] }, true],
    [2, { op: 'is_none_of', value: ['1', '2'] }, false],
    [undefined, { op: 'is_none_of', value: ['a'] }, true],
    ['hello', { op: 'contains', value: 'ell' }, true],
    ['HELLO', { op: 'contains', value: 'ell', ignoreCase: true }, true],
    [12345, { op: 'contains', value: '234' }, false],
    [12345, { op: 'does_not_contain', value: '234' }, true],
    ['hello', { op: 'starts_with', value: 'he' }, true],
    ['hello', { op: 'ends_with', value: 'lo' }, true],
    ['xxaab', { op: 'matches', value: 'a+b' }, true],
    ['xxAAB', { op: 'matches', value: 'a+b', ignoreCase: true }, true],
    ['20', { op: 'at_least', value: 20 }, true],
    ['abc', { op: 'at_least', value: 20 }, false],
    [undefined, { op: 'less_than', value: 20 }, false],
    [20, { op: 'between', value: [10, 20] }, true],
    [['a', 2], { op: 'includes', value: '2' }, true],
    ['a', { op: 'includes', value: 'a' }, false],
    ['a', { op: 'does_not_include', value: 'a' }, true],
    [['a', 'b'], { op: 'includes_any_of', value: ['b', 'c'] }, true],
    [['a', 'b'], { op: 'includes_all_of', value: ['b', 'c'] }, false],
    [[], { op: 'is_empty' }, true],
    [undefined, { op: 'is_empty' }, false],
    [undefined, { op: 'is_not_empty' }, false],
    ['2026-06-15T09:59:59Z', { op: 'before', value: { now: 'PT0S' } }, true],
    ['2026-06-15T12:00:00+02:00', { op: 'before', value: '2026-06-15T10:00:00Z' }, false],
    ['2026-06-15T10:00:00', { op: 'after', value: '2026-06-15T09:59:59.999Z' }, true],
    [1_781_517_600, { op: 'on', value: '2026-06-15' }, true],
    [1_781_517_600_000, { op: 'on', value: '2026-06-15' }, true],
    ['2026-06-15', { op: 'on', value: { now: 'PT0S' } }, true],
    ['2026-06-14', { op: 'on', value: { now: '-P1D' } }, true],
    ['2026-06-08T10:00:00Z', { op: 'within_last', value: 'P7D' }, true],
    ['2026-06-08T09:59:59Z', { op: 'within_last', value: 'P7D' }, false],
    ['2026-06-15T10:00:01Z', { op: 'within_last', value: 'P7D' }, false],
    ['2026-06-22T10:00:00Z', { op: 'within_next', value: 'P7D' }, true],
    ['2026-06-15T09:59:59Z', { op: 'within_next', value: 'P7D' }, false],
    ['2026-07-15T10:00:00Z', { op: 'within_next', value: 'P1M' }, true],
    ['2026-02-30', { op: 'after', value: '2020-01-01' }, false],
    ['yesterday', { op: 'before', value: '2030-01-01' }, false],
    [true, { op: 'before', value: '2030-01-01' }, false],
    [1e300, { op: 'after', value: '2020-01-01' }, false],
  ];
  it.each(cases)('%j %j is %s', (value, comparison, expected) => {
    expect(holds(value, comparison)).toBe(expected);
  });

  it('takes a date as a day of the zone that is asked for', () => {
    const at = { profileTimeZone: 'Pacific/Auckland' };
    const value = '2026-06-15T13:00:00Z';
    expect(holds(value, { op: 'on', value: '2026-06-16', timeZone: 'profile' }, at)).toBe(true);
    expect(holds(value, { op: 'on', value: '2026-06-15' }, at)).toBe(true);
    expect(holds(value, { op: 'on', value: '2026-06-15', timeZone: 'America/New_York' }, at)).toBe(true);
  });

  it('asks for one element of a list path, and its complement for none', () => {
    const traits: JsonObject = { products: [{ sku: 'a' }, { sku: 'b' }, {}] };
    const of = (op: Operator, value: string): boolean =>
      evaluate({ kind: 'trait', trait: 'products[].sku', op, value }, scope(traits)).result;
    expect([of('is', 'b'), of('is_not', 'b'), of('is', 'z'), of('is_not', 'z')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it('makes a leaf false when its reference leads nowhere, whatever the operator', () => {
    const value = { ref: 'event.properties.plan' };
    for (const op of ['is', 'is_not'] as const) {
      const condition: TraitCondition = { kind: 'trait', trait: 'x', op, value };
      expect(evaluate(condition, scope({ x: 'a' })).result).toBe(false);
    }
    const run = { event: { properties: { plan: 'a' } } };
    const condition: TraitCondition = { kind: 'trait', trait: 'x', op: 'is', value };
    expect(evaluate(condition, scope({ x: 'a' }, { run })).result).toBe(true);
  });

  it('reads the moments of the profile like traits, unless such a trait was sent', () => {
    const condition: Condition = { kind: 'trait', trait: 'createdAt', op: 'on', value: '2026-01-01' };
    const reserved = { createdAt: '2026-01-01T05:00:00.000Z' };
    expect(evaluate(condition, scope({}, { reserved })).result).toBe(true);
    expect(evaluate(condition, scope({ createdAt: '2025-01-01' }, { reserved })).result).toBe(false);
  });

  it('never reads what every object inherits', () => {
    for (const trait of ['constructor', '__proto__', 'toString.name']) {
      expect(evaluate({ kind: 'trait', trait, op: 'is_set' }, scope({})).result).toBe(false);
    }
  });

  it('says why, node by node', () => {
    const condition: Condition = {
      kind: 'and',
      conditions: [
        { kind: 'trait', trait: 'plan', op: 'is', value: 'free' },
        { kind: 'not', condition: { kind: 'trait', trait: 'email', op: 'is_set' } },
      ],
    };
    expect(evaluate(condition, scope({ plan: 'free', email: 'a@b.c' }))).toMatchObject({
      result: false,
      kind: 'and',
      children: [
        { result: true, kind: 'trait', actual: 'free' },
        { result: false, kind: 'not', children: [{ result: true, actual: 'a@b.c' }] },
      ],
    });
  });

  it('names what it depends on', () => {
    const condition: Condition = {
      kind: 'or',
      conditions: [
        { kind: 'trait', trait: 'address.city', op: 'is', value: { ref: 'event.properties.city' } },
        { kind: 'context', path: 'steps.a.branch', op: 'is_set' },
      ],
    };
    const { traits, contextPaths } = dependenciesOf(condition);
    expect([...traits]).toEqual(['address']);
    expect([...contextPaths].sort()).toEqual(['event.properties.city', 'steps.a.branch']);
  });
});

describe('evaluate, as a law', () => {
  const scalar = fc.oneof(
    fc.string(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constantFrom('42', 'true', '2026-06-15', '2026-06-15T10:00:00Z', 1_781_517_600, 1e300, -1e12),
  );
  const values: Record<string, fc.Arbitrary<unknown>> = {
    none: fc.constant(undefined),
    scalar,
    scalars: fc.array(scalar, { minLength: 1, maxLength: 4 }),
    text: fc.string(),
    pattern: fc.constantFrom('a+', '^x', '[0-9]{2}', '.*'),
    number: fc.double({ noNaN: true, noDefaultInfinity: true }),
    number_pair: fc.tuple(fc.integer(), fc.integer()),
    moment: fc.constantFrom('2026-06-15', '2026-06-15T10:00:00+02:00', { now: '-P1D' }, { now: 'P1M' }),
    duration: fc.constantFrom('PT1H', 'P7D', 'P1M', 'P2Y'),
  };
  const stored = fc.oneof(fc.jsonValue({ maxDepth: 3 }), scalar, fc.array(scalar)) as fc.Arbitrary<JsonValue>;
  const comparisons = fc
    .constantFrom(...operatorDefinitions)
    .chain((operator) =>
      fc.record({ operator: fc.constant(operator), value: values[operator.value] ?? fc.constant(undefined) }),
    );

  it('never throws on any JSON, and complements are exact', () => {
    fc.assert(
      fc.property(comparisons, stored, fc.constantFrom('x', 'x[]', 'x.y', 'x[].y'), (given, x, trait) => {
        const leaf = (op: Operator): Condition =>
          ({ kind: 'trait', trait, op, value: given.value }) as Condition;
        const { result } = evaluate(leaf(given.operator.op), scope({ x }));
        const { complementOf } = given.operator;
        if (complementOf) expect(evaluate(leaf(complementOf), scope({ x })).result).toBe(!result);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not change before the moment that it names', () => {
    const moments = fc.integer({ min: now - 40 * 86_400_000, max: now + 40 * 86_400_000 });
    const timed = fc
      .constantFrom(...operatorDefinitions.filter(({ takesTimeZone }) => takesTimeZone))
      .chain(({ op, value }) => fc.record({ op: fc.constant(op), value: values[value] ?? fc.constant('') }));
    fc.assert(
      fc.property(
        fc.array(timed, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        moments,
        (leaves, all, x) => {
          const conditions = leaves.map((leaf) => ({ kind: 'trait', trait: 'x', ...leaf }) as Condition);
          const condition: Condition = { kind: all ? 'and' : 'or', conditions };
          const traits = { x: new Date(x).toISOString() };
          const first = evaluate(condition, scope(traits)).result;
          const changesAt = nextChangeAt(condition, scope(traits));
          const until = changesAt === null ? now + 100 * 86_400_000 : changesAt - 1;
          for (const at of [now + 1, Math.floor((now + until) / 2), until].filter((one) => one > now)) {
            expect(evaluate(condition, { ...scope(traits), now: at }).result).toBe(first);
          }
          if (leaves.length === 1 && changesAt !== null) {
            expect(evaluate(condition, { ...scope(traits), now: changesAt }).result).toBe(!first);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
