import type { Comparison, Condition, JsonObject, JsonValue } from '@rapport/contracts';
import { serverUrl } from '@rapport/testing';
import fc from 'fast-check';
import { Client } from 'pg';
import { evaluate } from '../evaluate-condition.js';
import { operatorDefinitions } from '../operators/operators.js';
import { readCondition } from '../read-condition.js';
import { emptyScope, type EvaluationScope } from '../trace.js';
import { compileCondition } from './compile-condition.js';
import { type SqlDialect, SqlParameters } from './sql-scope.js';

const now = Date.parse('2026-06-15T10:00:00Z');
const workspaceTimeZone = 'America/New_York';

const dialect: SqlDialect = {
  traits: 'p.traits',
  reserved: { createdAt: 'p.created_at', lastSeenAt: 'p.last_seen_at' },
  groups: (alias) => `jsonb_to_recordset(p.groups) AS ${alias} (traits jsonb)`,
  objects: (alias, type) => `jsonb_to_recordset(p.objects -> ${type}) AS ${alias} (attributes jsonb)`,
};

interface Person {
  traits: JsonObject;
  timeZone: string | null;
  groups: { groupId: string; traits: JsonObject }[];
  objects: Record<string, { key: string; attributes: JsonObject }[]>;
  createdAt: string;
  lastSeenAt: string;
}

let client: Client;
beforeAll(async () => {
  client = new Client({ connectionString: serverUrl() });
  await client.connect();
});
afterAll(() => client.end());

/** What SQL says of each person, in order; null where it leaves the decision to the evaluator. */
async function inSql(condition: Condition, people: readonly Person[]): Promise<(boolean | null)[]> {
  const parameters = new SqlParameters();
  const holds = compileCondition(condition, { dialect, now, workspaceTimeZone, parameters });
  const given = parameters.place(JSON.stringify(people), 'jsonb');
  const { rows } = await client.query<{ holds: boolean | null }>(
    `SELECT ${holds} AS holds FROM (
       SELECT n, e -> 'traits' AS traits, e -> 'groups' AS groups, e -> 'objects' AS objects, (e ->> 'createdAt')::timestamptz AS created_at,
         (e ->> 'lastSeenAt')::timestamptz AS last_seen_at
       FROM jsonb_array_elements(${given}) WITH ORDINALITY AS given (e, n)) p ORDER BY n`,
    parameters.values,
  );
  return rows.map((row) => row.holds);
}

function scopeOf({ traits, timeZone, createdAt, lastSeenAt, groups, objects }: Person): EvaluationScope {
  const reserved = { createdAt, lastSeenAt };
  const relations = { groups, objects: new Map(Object.entries(objects)) };
  return { ...emptyScope(now, workspaceTimeZone), profileTimeZone: timeZone, traits, reserved, relations };
}

function read(input: unknown): Condition {
  const faults: never[] = [];
  const condition = readCondition(input, 'entry_filter', 'condition', faults);
  if (!condition) throw new Error(JSON.stringify(faults));
  return condition;
}

const noTraits: Person = {
  traits: {},
  timeZone: null,
  groups: [],
  objects: {},
  createdAt: '2026-01-01T05:00:00.000Z',
  lastSeenAt: '2026-06-14T05:00:00.000Z',
};

async function one(comparison: object, value: JsonValue): Promise<boolean | null> {
  const condition = read({ kind: 'trait', trait: 'x', ...comparison });
  return (await inSql(condition, [{ ...noTraits, traits: { x: value } }]))[0] ?? null;
}

const texts = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.constantFrom(
    '',
    'Pro',
    'pro',
    'PRO plan',
    'İstanbul',
    'ΣΑΣ',
    '\u212aelvin',
    'straße',
    "' OR 1=1--",
    '\\',
    '%',
    '"',
  ),
  fc.constantFrom(
    '42',
    '42.0',
    '-0',
    '4.2e1',
    '042',
    '1e400',
    '1e-400',
    '1e+21',
    '0.1',
    'NaN',
    'Infinity',
    'true',
    'null',
  ),
  fc
    .string({ unit: 'binary', maxLength: 4 })
    .filter((text) => text.isWellFormed() && !text.includes('\u0000')),
);
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 50 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(
    0.1,
    0.30000000000000004,
    1e21,
    1e-7,
    1e300,
    5e-324,
    1.7976931348623157e308,
    1_781_517_600,
    1_781_517_600_000.5,
    8.64e15,
  ),
);
const day = 86_400_000;
/** Anywhere, or right at a limit that some duration leads to, and beside it. */
const nearNow = fc.oneof(
  fc.integer({ min: now - 40 * day, max: now + 40 * day }),
  fc
    .tuple(fc.constantFrom(0, 3_600_000, day, 7 * day), fc.constantFrom(-1, 1), fc.constantFrom(-1, 0, 1))
    .map(([distance, direction, beside]) => now + direction * distance + beside),
);
const moments = fc.oneof(
  nearNow.map((ms) => new Date(ms).toISOString()),
  nearNow.map((ms) => new Date(ms).toISOString().slice(0, 10)),
  nearNow.map((ms) => Math.floor(ms / 1000)),
  nearNow.map((ms) => `${new Date(ms).toISOString().slice(0, 19)}+02:00`),
  fc.constantFrom(
    '2026-06-15',
    '2026-06-15T10:00:00Z',
    '2026-06-15 10:00:00',
    '2026-06-15t10:00z',
    '2026-06-15T10:00:00,5Z',
    '2026-06-15T10:00:00.123456789-0330',
    '2026-02-29',
    '2024-02-29',
    '2026-06-31T00:00:00Z',
    '2026-06-15T24:00:00Z',
    '2026-06-15T04:00:00Z',
    '2026-06-16T03:59:59.999Z',
    '2026-03-08T07:00:00Z',
    '2026-11-01',
    '2011-12-30',
    '0000-01-01',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-12:00',
    '1969-10-01',
    '2018-11-04T03:00:00Z',
    '2007-11-04T02:31:00Z',
  ),
);
const scalars = fc.oneof(texts, numbers, fc.boolean(), moments);
const stored = fc.oneof(
  { weight: 5, arbitrary: scalars },
  { weight: 2, arbitrary: fc.array(scalars, { maxLength: 4 }) },
  fc.constantFrom(null, {}, [], [null], { y: 1 }),
  fc.record({ y: scalars }),
  fc.array(fc.record({ y: scalars }, { requiredKeys: [] }), { maxLength: 3 }),
  fc.array(fc.array(scalars, { maxLength: 2 }), { maxLength: 2 }),
) as fc.Arbitrary<JsonValue>;

const durations = fc.constantFrom('PT0S', 'PT1H', 'P1D', 'P7D', 'P1M', 'P2Y', 'P1Y1M1DT1H');
const fixed = moments.filter(
  (moment) =>
    typeof moment === 'string' &&
    (/^\d{4}-\d{2}-\d{2}$/.test(moment) || /(Z|[+-]\d{2}:?\d{2})$/i.test(moment)),
);
const literals: Record<string, fc.Arbitrary<unknown>> = {
  none: fc.constant(undefined),
  scalar: scalars,
  scalars: fc.array(scalars, { minLength: 1, maxLength: 4 }),
  text: texts,
  pattern: fc.oneof(
    fc.constantFrom(
      'a+',
      '^Pro',
      'plan$',
      '^Pro$',
      'Pro',
      '^$',
      '[0-9]{2}',
      '.*',
      '(?i)pro',
      'ro pl',
      'ß',
      '',
    ),
  ),
  number: numbers,
  number_pair: fc.tuple(numbers, numbers),
  moment: fc.oneof(
    fixed,
    durations.map((text) => ({ now: text })),
    durations.map((text) => ({ now: `-${text}` })),
  ),
  duration: durations,
};
const zones = [
  'Europe/Berlin',
  'Pacific/Apia',
  'America/St_Johns',
  'America/Sao_Paulo',
  'America/Havana',
  'Asia/Beirut',
];

const comparisons = fc.constantFrom(...operatorDefinitions).chain((operator) =>
  fc.record(
    {
      op: fc.constant(operator.op),
      value: literals[operator.value] ?? fc.constant(undefined),
      ignoreCase: operator.takesIgnoreCase ? fc.boolean() : fc.constant(undefined),
      timeZone: operator.takesTimeZone
        ? fc.constantFrom('workspace', 'profile', ...zones)
        : fc.constant(undefined),
    },
    { requiredKeys: ['op', 'value'] },
  ),
);
const leaves = fc
  .tuple(
    fc.constantFrom(
      'x',
      'x',
      'x',
      'x',
      'x',
      'x',
      'x.y',
      'x[]',
      'x[].y',
      'x[].y[]',
      'z',
      'createdAt',
      'lastSeenAt',
      'createdAt.y',
    ),
    comparisons,
  )
  .map(([trait, comparison]) => ({ kind: 'trait', trait, ...comparison }))
  .map((leaf) => Object.fromEntries(Object.entries(leaf).filter(([, value]) => value !== undefined)))
  .filter((leaf) => readCondition(leaf, 'list', 'c', []) !== undefined);
const withKind = (leaf: Record<string, unknown>, kind: string, path: string): Record<string, unknown> => {
  const { trait, ...comparison } = leaf;
  return { ...comparison, kind, [path]: trait };
};
const count = fc.oneof(
  fc.record({
    op: fc.constantFrom('exactly', 'at_least', 'at_most', 'less_than', 'greater_than'),
    value: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ op: fc.constant('between'), value: fc.constantFrom([0, 0], [1, 2], [2, 3]) }),
);
const { tree: conditions } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    { weight: 4, arbitrary: leaves },
    { weight: 1, arbitrary: leaves.map((leaf) => withKind(leaf, 'group_trait', 'trait')) },
    {
      weight: 1,
      arbitrary: fc.record(
        {
          kind: fc.constant('object'),
          objectType: fc.constantFrom('order', 'order', 'ticket'),
          where: fc.oneof(tie('where'), tie('properties')),
          count,
        },
        { requiredKeys: ['kind', 'objectType'] },
      ),
    },
    { weight: 2, arbitrary: group(tie('tree')) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('not'), condition: tie('tree') }) },
  ),
  where: group(tie('properties')),
  properties: leaves.map((leaf) => withKind(leaf, 'property', 'property')),
}));
function group(inner: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const conditions = fc.array(inner, { minLength: 1, maxLength: 3 });
  return fc.record({ kind: fc.constantFrom('and', 'or'), conditions });
}
const people = fc.array(
  fc.record({
    traits: fc.record({ x: stored, createdAt: stored }, { requiredKeys: ['x'] }),
    timeZone: fc.constantFrom(null, ...zones),
    groups: fc.array(fc.record({ groupId: fc.constant('g'), traits: fc.record({ x: stored }) }), {
      maxLength: 2,
    }),
    objects: fc.record(
      {
        order: fc.array(fc.record({ key: fc.constant('k'), attributes: fc.record({ x: stored }) }), {
          maxLength: 3,
        }),
      },
      { requiredKeys: [] },
    ),
    createdAt: nearNow.map((ms) => new Date(ms).toISOString()),
    lastSeenAt: nearNow.map((ms) => new Date(ms).toISOString()),
  }),
  { minLength: 1, maxLength: 4 },
);

describe('compileCondition', () => {
  it('decides as the evaluator does, or leaves it to the evaluator', async () => {
    let asked = 0;
    let open = 0;
    await fc.assert(
      fc.asyncProperty(conditions, people, async (input, all) => {
        const condition = read(input);
        const decided = await inSql(condition, all);
        expect(decided).toHaveLength(all.length);
        decided.forEach((inSqlToo, i) => {
          const person = all[i] ?? noTraits;
          asked++;
          if (inSqlToo === null) open++;
          else
            expect({ person, holds: inSqlToo }).toEqual({
              person,
              holds: evaluate(condition, scopeOf(person)).result,
            });
        });
      }),
      { numRuns: 2_000 },
    );
    // Undecided is the exception, or the property would say nothing.
    expect(open / asked).toBeLessThan(0.15);
  }, 120_000);

  it.each([
    ['a text', { op: 'is', value: 'Pro' }, 'Pro', true],
    ['a number', { op: 'is', value: 42 }, '42.0', true],
    ['an order of numbers', { op: 'at_least', value: 20 }, '20', true],
    ['the case of ASCII', { op: 'contains', value: 'RO', ignoreCase: true }, 'Pro', true],
    ['a list', { op: 'includes_all_of', value: ['a', 'b'] }, ['b', 'a', 'c'], true],
    ['a plain pattern', { op: 'matches', value: '^Pr' }, 'Pro', true],
    ['an instant', { op: 'within_last', value: 'P7D' }, '2026-06-14T10:00:00Z', true],
    ['a day', { op: 'on', value: '2026-06-15', timeZone: 'profile' }, '2026-06-15', true],
    ['what is of the wrong type', { op: 'matches', value: 'a+' }, 5, false],
  ])('decides %s itself', async (_, comparison, value, expected) => {
    expect(await one(comparison, value)).toBe(expected);
  });

  it.each([
    ['a regular expression', { op: 'matches', value: 'a+' }, 'aa'],
    ['the case of other letters', { op: 'is', value: 'straße', ignoreCase: true }, 'STRASSE\u1e9e'],
    ['a number with an exponent', { op: 'is', value: 42 }, '4.2e1'],
    [
      'a border of a day in a zone of one person',
      { op: 'on', value: '2026-06-15', timeZone: 'profile' },
      '2026-06-15T01:00:00Z',
    ],
  ])('leaves %s to the evaluator', async (_, comparison, value) => {
    expect(await one(comparison, value)).toBeNull();
  });

  it('never puts a value or a name into the text of the statement', () => {
    const marks = /m4rk/;
    const marked = texts.map((text) => `m4rk${text}`);
    const leaf = fc.constantFrom(...operatorDefinitions).chain(({ op, value }) => {
      const given: Record<string, fc.Arbitrary<unknown>> = {
        ...literals,
        scalar: marked,
        scalars: fc.array(marked, { minLength: 1 }),
        text: marked,
        pattern: fc.constantFrom('m4rk', '^m4rk', '(m4rk)+'),
      };
      const names = fc.constantFrom('m4rk', 'm4rk[]', 'm4rk.m4rk', 'm4rk[].x');
      return fc
        .tuple(names, given[value] ?? fc.constant(undefined))
        .map(
          ([trait, literal]) =>
            ({ kind: 'trait', trait, op, value: literal }) as Comparison & { kind: 'trait'; trait: string },
        );
    });
    fc.assert(
      fc.property(leaf, (condition) => {
        const parameters = new SqlParameters();
        const sql = compileCondition(condition, { dialect, now, workspaceTimeZone, parameters });
        expect(sql).not.toMatch(marks);
        expect(JSON.stringify(parameters.values)).toMatch(marks);
      }),
    );
  });
});
