import fc from 'fast-check';

/** An object as JSON text by parts, so that it can say what no object of JavaScript could: a key twice, a number that is none. */
type Fields = [key: string, value: string | Fields][];

const text = (value: unknown): string => JSON.stringify(value);
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const boxed = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
const manyKeys = (count: number): string =>
  `{${Array.from({ length: count }, (_, i) => `"k${i}":1`).join()}}`;

/** JSON texts of values that a client sends by accident or on purpose (security.md 4.3 B). */
export const hostileValues: readonly string[] = [
  ...['null', 'true', 'false', '0', '-0', '""', '" "', '[]', '{}', '[[]]', '[null]', '{"":""}'],
  // Numbers beyond a float, at its edges, and with more digits than it keeps.
  ...[
    '1e400',
    '-1e400',
    '1e-400',
    '1e15',
    '1e16',
    '9007199254740991',
    '9007199254740993',
    '12345678901234567890',
  ],
  ...['0.1234567890123456789', '1.7976931348623157e308', '5e-324', '1E5', '123456789012345.6'],
  // Characters that some store or parser does not take.
  ...[
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\ud83d\\ude00"',
    '"\\u2028\\u2029"',
    '"\\u202e"',
    '"\\ufeff"',
  ],
  ...[
    '"\\u0001"',
    '"\\u001f"',
    '"\\u007f"',
    '"\\r\\n"',
    '"\\\\"',
    '"\\""',
    '"/"',
    '"\u00e9"',
    '"e\\u0301"',
    '"😀"',
  ],
  // Values that identify nobody, and code of somebody else's language.
  ...['"null"', '"undefined"', '"NaN"', '"[object Object]"', '"0"', '"00000000-0000-0000-0000-000000000000"'],
  ...[
    '"<img src=x onerror=alert(1)>"',
    '"\' OR 1=1--"',
    '"{{ 7 | times: 7 }}"',
    '"=cmd|\'/c calc\'!A1"',
    '"../../etc"',
  ],
  // Times.
  ...[
    '"2024-02-30T00:00:00Z"',
    '"0001-01-01T00:00:00Z"',
    '"9999-12-31T23:59:59Z"',
    '"2015-2-02T00:30:08.276Z"',
  ],
  ...[
    '"2024-01-01 00:00:00"',
    '"2024-01-01T00:00:00.123456789+14:00"',
    '1700000000',
    '1700000000000',
    '-1',
    '1e20',
  ],
  // Shapes and sizes at the limits and beyond.
  ...[nested(14), nested(15), nested(17), nested(300), boxed(13), boxed(17), boxed(300)],
  ...[
    text('x'.repeat(1024)),
    text('x'.repeat(1025)),
    text('x'.repeat(8192)),
    text('x'.repeat(8193)),
    text('é'.repeat(5000)),
  ],
  ...[
    text(Array(500).fill(1)),
    text(Array(501).fill(1)),
    manyKeys(400),
    manyKeys(1001),
    text('y'.repeat(40_000)),
  ],
  // Prototypes.
  ...['{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}', '{"prototype":1}'],
  ...['{"toString":1,"hasOwnProperty":2,"then":3}', '{"a":1,"a":2}', '{"$ref":"#"}', '{"length":-1}'],
];

const hostileKeys: readonly string[] = [
  ...[
    '"__proto__"',
    '"constructor"',
    '"prototype"',
    '""',
    '" "',
    '"a.b"',
    '"a\\u0000"',
    '"\\ud800"',
    '"$where"',
    '"toJSON"',
  ],
  ...[
    text('k'.repeat(128)),
    text('k'.repeat(129)),
    '"😀"',
    '"email"',
    '"phone"',
    '"name"',
    '"locale"',
    '"timezone"',
    '"id"',
  ],
];

const places: readonly (readonly string[])[] = [
  [],
  ['"properties"'],
  ['"traits"'],
  ['"context"'],
  ['"context"', '"traits"'],
];
const topKeys = [
  'type',
  'messageId',
  'userId',
  'anonymousId',
  'groupId',
  'previousId',
  'event',
  'name',
  'category',
].concat([
  ...[
    'properties',
    'traits',
    'context',
    'integrations',
    'timestamp',
    'originalTimestamp',
    'sentAt',
    'channel',
    '_metadata',
  ],
]);

function validItem(type: string, person: string, id: string): Fields {
  return [
    ['"type"', text(type)],
    ['"messageId"', text(id)],
    ['"userId"', text(person)],
    ['"anonymousId"', text(`anonymous-${person}`)],
    ['"groupId"', '"acme"'],
    ['"previousId"', text(`anonymous-${person}`)],
    ['"event"', '"Order Completed"'],
    ['"name"', '"Home"'],
    ['"timestamp"', '"2026-01-01T11:59:00.000Z"'],
    [
      '"properties"',
      [
        ['"revenue"', '14.99'],
        ['"products"', '[{"sku":"a","price":1}]'],
      ],
    ],
    [
      '"traits"',
      [
        ['"email"', text(`${person}@acme.test`)],
        ['"plan"', '"free"'],
        ['"address"', '{"city":"Berlin"}'],
      ],
    ],
    [
      '"context"',
      [
        ['"locale"', '"de-DE"'],
        ['"traits"', [['"phone"', '"+491701234567"']]],
        ['"timezone"', '"Europe/Berlin"'],
      ],
    ],
  ];
}

type Mutation = (item: Fields) => void;

function at(item: Fields, path: readonly string[]): Fields | undefined {
  let found: Fields | undefined = item;
  for (const key of path) {
    const value: string | Fields | undefined = found?.find(([name]) => name === key)?.[1];
    found = typeof value === 'object' ? value : undefined;
  }
  return found;
}

function put(fields: Fields, key: string, value: string): void {
  const present = fields.find(([name]) => name === key);
  if (present) present[1] = value;
  else fields.push([key, value]);
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.constantFrom(...topKeys), fc.constantFrom(...hostileValues)).map(
    ([key, value]): Mutation =>
      (item) =>
        put(item, text(key), value),
  ),
  fc
    .tuple(fc.constantFrom(...places), fc.constantFrom(...hostileKeys), fc.constantFrom(...hostileValues))
    .map(
      ([place, key, value]): Mutation =>
        (item) =>
          put(at(item, place) ?? item, key, value),
    ),
  fc
    .tuple(
      fc.constantFrom(...places),
      fc.constantFrom('"email"', '"plan"', '"locale"', '"revenue"', '"userId"'),
      fc.constantFrom(...hostileValues),
    )
    .map(
      ([place, key, value]): Mutation =>
        (item) =>
          void at(item, place)?.push([key, value]),
    ),
  fc.constantFrom(...topKeys).map((key): Mutation => (item) => {
    const index = item.findIndex(([name]) => name === text(key));
    if (index >= 0) item.splice(index, 1);
  }),
  fc.tuple(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 4 })).map(
    ([place, value]): Mutation =>
      (item) =>
        put(at(item, place) ?? item, '"free"', text(value)),
  ),
);

function write(fields: Fields): string {
  return `{${fields.map(([key, value]) => `${key}:${typeof value === 'string' ? value : write(value)}`).join()}}`;
}

/**
 * JSON text of one item of the SDK wire: a valid event with up to three things wrong or odd about it. Always valid JSON by
 * grammar; what it says need not be acceptable.
 * @param ids gives the messageId of an item that keeps its own
 */
export function hostileItem(ids: fc.Arbitrary<string> = fc.uuid()): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom('identify', 'track', 'page', 'screen', 'group', 'alias'),
      fc.constantFrom('ada', 'bob', 'eve', 'null', '42'),
      ids,
      fc.array(mutation, { maxLength: 3 }),
    )
    .map(([type, person, id, mutations]) => {
      const item = validItem(type, person, id);
      for (const mutate of mutations) mutate(item);
      return write(item);
    });
}
