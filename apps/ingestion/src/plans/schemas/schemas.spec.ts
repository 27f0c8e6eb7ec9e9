import type { JsonObject } from '@rapport/contracts';
import { fieldOfPath } from '@rapport/kernel';
import { checkSchema } from './check-schema.js';
import { compileSchema } from './compile-schema.js';
import { formats } from './formats.js';
import { readSchema } from './read-schema.js';

const problemsOf = (schema: JsonObject): string[] =>
  checkSchema(schema).problems.map(({ path, rule }) => `${fieldOfPath(path)} ${rule}`);

const faultsOf = (schema: JsonObject, value: JsonObject): string[] => {
  return compileSchema(readSchema(schema))(value).map(({ type, path }) => `${type} ${fieldOfPath(path)}`);
};

/** How long the slowest of the calls takes is not asserted; that they end is, by the limit of the test. */
const limitMs = 10_000;

describe('check schema › what a plan may hold', () => {
  it('takes a schema of draft-07 with local references, formats and patterns', () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: 'An order',
      definitions: { money: { type: 'number', minimum: 0 } },
      properties: {
        total: { $ref: '#/definitions/money' },
        at: { format: 'date-time' },
        sku: { pattern: '^[A-Z]{3}-\\d+$' },
      },
    };
    expect(checkSchema(schema)).toMatchObject({ problems: [], read: { unknown: [] } });
    expect(faultsOf(schema, { total: -1, at: 'today', sku: 'abc' })).toEqual([
      'invalid_value total',
      'invalid_value at',
      'invalid_value sku',
    ]);
  });

  it.each<[string, JsonObject, string]>([
    [
      'a keyword with a value that it cannot have',
      { properties: { a: { type: 'text' } } },
      'properties.a.type schema',
    ],
    [
      'a reference to the outside',
      { properties: { a: { $ref: 'https://x.test/s.json' } } },
      'properties.a.$ref ref',
    ],
    ['a reference to a file', { items: { $ref: 'definitions.json#/a' } }, 'items.$ref ref'],
    ['a reference to nothing', { $ref: '#/definitions/a' }, '$ref ref'],
    ['a reference to itself', { properties: { a: { $ref: '#' } } }, 'properties.a.$ref ref'],
    [
      'references in a circle',
      {
        definitions: { a: { not: { $ref: '#/definitions/b' } }, b: { items: { $ref: '#/definitions/a' } } },
        properties: { x: { $ref: '#/definitions/a' } },
      },
      'definitions.b.items.$ref ref',
    ],
    ['a reference to what is no schema', { title: 'x', $ref: '#/title' }, '$ref ref'],
    ['a look-ahead', { properties: { a: { pattern: '^(?!x)' } } }, 'properties.a.pattern pattern'],
    ['a back-reference', { properties: { a: { pattern: '(a)\\1' } } }, 'properties.a.pattern pattern'],
    ['a pattern that is none', { patternProperties: { '(': {} } }, 'patternProperties["("] pattern'],
    ['a pattern that is huge', { pattern: '((a{1,100}){1,10}){1,3}' }, 'pattern pattern'],
    [
      'a format that nobody checks',
      { properties: { a: { format: 'duration' } } },
      'properties.a.format format',
    ],
    ['another dialect', { $schema: 'https://json-schema.org/draft/2020-12/schema' }, '$schema schema'],
    ['more than 64 KiB', { title: 'x'.repeat(70_000) }, ' schema'],
  ])('refuses %s', (_, schema, problem) => {
    expect(problemsOf(schema)).toEqual([problem]);
  });

  it('refuses references that grow to a billion, at once', () => {
    const definitions: JsonObject = { d0: { type: 'string' } };
    for (let i = 1; i < 40; i++) {
      const ref = { $ref: `#/definitions/d${i - 1}` };
      definitions[`d${i}`] = { allOf: [ref, ref, ref] };
    }
    expect(problemsOf({ definitions, $ref: '#/definitions/d39' })).toEqual([' max_items']);
  });

  it('names words that have no effect', () => {
    const { read } = checkSchema({ requird: ['a'], properties: { requird: { $defs: {} } } });
    expect(read?.unknown.map(fieldOfPath)).toEqual(['requird', 'properties.requird.$defs']);
  });

  it('compares by what values are, whatever the names in them', () => {
    const odd = [
      { valueOf: 1, toString: 2 },
      { toString: 2, valueOf: 1 },
    ];
    const schema = {
      properties: {
        a: { uniqueItems: true },
        b: { enum: [{ x: 1, y: [2.0] }, 'é'] },
        c: { const: odd[0] ?? null },
      },
    };
    expect(checkSchema(schema).problems).toEqual([]);
    expect(faultsOf(schema, { a: odd, b: { y: [2], x: 1 }, c: odd[1] ?? null })).toEqual(['invalid_value a']);
    expect(faultsOf(schema, { a: [1, '1', true, 'true', [1]], b: 'e', c: { valueOf: 1 } })).toEqual([
      'invalid_value b',
      'invalid_value c',
    ]);
    expect(problemsOf({ type: odd })).toEqual(['type schema', 'type[0] schema', 'type[1] schema']);
  });

  it('holds nothing of an event true because an object of JavaScript has it', () => {
    expect(faultsOf({ required: ['toString', 'hasOwnProperty'] }, {})).toEqual([
      'missing_property toString',
      'missing_property hasOwnProperty',
    ]);
  });
});

describe('compile schema › the faults of a value', () => {
  it('says once what a choice of schemas, a condition or a name refuses', () => {
    const schema: JsonObject = {
      properties: {
        anyOf: { type: 'string' },
        id: { anyOf: [{ type: 'string' }, { type: 'number', minimum: 0 }] },
        kind: { oneOf: [{ const: 'a' }, { const: 'b' }] },
        tags: { contains: { const: 'x' } },
        names: { propertyNames: { maxLength: 1 } },
      },
      if: { properties: { id: { type: 'boolean' } } },
      then: { required: ['kind2'] },
    };
    const value = { anyOf: 1, id: true, kind: 'c', tags: ['y'], names: { ab: 1 } };
    expect(faultsOf(schema, value).sort()).toEqual([
      'invalid_value id',
      'invalid_value kind',
      'invalid_value names.ab',
      'invalid_value tags',
      'missing_property kind2',
      'wrong_type anyOf',
    ]);
  });

  it('finds the places that names with signs in them lead to', () => {
    const schema = { properties: { 'a/b~c': { items: { properties: { '%41 "': { type: 'null' } } } } } };
    expect(faultsOf(schema, { 'a/b~c': [{ '%41 "': 1 }] })).toEqual([`wrong_type ["a/b~c"][0]["%41 \\""]`]);
  });

  it('keeps two patterns apart', () => {
    const schema = { properties: { a: { pattern: '^a' }, b: { pattern: '^b' } } };
    expect(faultsOf(schema, { a: 'a', b: 'a' })).toEqual(['invalid_value b']);
  });

  const worst = (leaf: JsonObject): JsonObject => ({ properties: { a: { items: { items: leaf } } } });
  const full = { a: Array.from({ length: 32 }, () => Array<number>(500).fill(1)) };
  const long = { a: Array.from({ length: 4 }, () => ['x'.repeat(8000)]) };

  const objects = {
    a: Array.from({ length: 32 }, (_, j) => Array.from({ length: 500 }, (_, i) => ({ i, j }))),
  };
  const strings = Array<JsonObject>(90).fill({ type: 'string' });

  it.each<[string, JsonObject, JsonObject]>([
    ['asks every value for all it may', worst({ allOf: Array(490).fill({ type: 'string' }) }), full],
    ['gives every value a choice', worst({ anyOf: [...strings, { type: 'number' }] }), full],
    [
      'wants values to differ',
      { properties: { a: { items: { allOf: Array(6).fill({ uniqueItems: true }) } } } },
      objects,
    ],
    ['holds large patterns', worst({ allOf: Array(6).fill({ pattern: '(x?){30}x{30}y?$' }) }), long],
  ])(
    'is bounded for a schema that %s',
    (_, schema, value) => {
      expect(checkSchema(schema).problems).toEqual([]);
      expect(compileSchema(readSchema(schema))(value).length).toBeLessThanOrEqual(500);
    },
    limitMs,
  );

  it.each<[string, JsonObject]>([
    ['choices', worst({ anyOf: Array(120).fill({ type: 'string' }) })],
    ['comparisons', worst({ allOf: Array(7).fill({ uniqueItems: true }) })],
    ['keywords', worst({ allOf: Array(1001).fill({ type: 'string' }) })],
    ['patterns', worst({ allOf: Array(8).fill({ pattern: '(x?){30}x{30}y?$' }) })],
  ])('is refused to a schema with more %s than that', (_, schema) => {
    expect(problemsOf(schema)).toEqual([' max_items']);
  });

  it('says that an event is too large to list its faults, and that all of it is concerned', () => {
    const schema = worst({ allOf: Array(40).fill({ type: 'string' }) });
    expect(compileSchema(readSchema(schema))(full)).toEqual([
      { type: 'invalid_value', path: [], message: expect.stringContaining('too large'), whole: true },
    ]);
  });
});

describe('formats', () => {
  it.each([
    [
      'date-time',
      ['2026-02-28T23:59:59Z', '2024-02-29t00:00:00.123+05:30'],
      ['2026-02-30T00:00:00Z', '2026-02-28'],
    ],
    ['date', ['2024-02-29'], ['2023-02-29', '24-02-29', '']],
    ['time', ['23:59:59Z'], ['24:00:00Z', '23:59:59']],
    ['email', ['a.b+c@example.co'], ['a@b c', '@x', 'a b@x.test', 'a@', 'a@-x']],
    ['hostname', ['a-1.example'], ['a..b', '-a', `${'a'.repeat(64)}.x`]],
    ['ipv4', ['127.0.0.1'], ['256.0.0.1', '1.1']],
    ['ipv6', ['::1'], ['::g']],
    ['uri', ['https://x.test/a?b', 'urn:a:b'], ['/a', 'x', 'http://a b']],
    ['uuid', ['6f2d1d0a-4f0b-5c7e-9a53-8f1d3c2b7e64'], ['6f2d1d0a']],
  ])('%s', (name, good, bad) => {
    expect(good.filter((text) => !formats[name]?.(text))).toEqual([]);
    expect(bad.filter((text) => formats[name]?.(text))).toEqual([]);
  });
});
