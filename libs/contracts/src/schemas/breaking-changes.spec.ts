import { readdirSync, readFileSync } from 'node:fs';
import { topicRegistry } from '../topics.js';
import { breakingChanges, type RecordSchema } from './breaking-changes.js';

const folder = 'libs/contracts/src/schemas';
const published = 'docs/topics/published/v1';
const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;

describe('the schemas of the last release', () => {
  it.each(readdirSync(published).filter((name) => name.endsWith('.schema.json')))(
    '%s is understood by whoever reads what is written now, and the other way round',
    (name) => {
      expect(breakingChanges(read(`${published}/${name}`), read(`${folder}/${name}`))).toEqual([]);
    },
  );

  it('go with topics of the same names, keys and partitions', () => {
    const before = read<{ name: string; key: string; partitions: number }[]>(`${published}/topics.json`);
    const now = topicRegistry.map(({ name, key, partitions }) => ({ name, key, partitions }));
    expect(now).toEqual(expect.arrayContaining(before));
    expect(readdirSync(published)).toHaveLength(before.length + 1);
  });
});

const schema = (): Required<Pick<RecordSchema, 'oneOf' | 'definitions'>> => ({
  oneOf: [{ $ref: '#/definitions/Moved' }, { $ref: '#/definitions/Named' }],
  definitions: {
    Moved: {
      type: 'object',
      required: ['v', 'kind', 'at', 'person', 'state', 'steps', 'count'],
      properties: {
        v: { const: 1 },
        kind: { const: 'moved' },
        at: { type: 'string', format: 'date-time' },
        person: { $ref: '#/definitions/Person' },
        state: { type: 'string', 'x-extensible-enum': ['on', 'off'] },
        steps: { type: 'array', items: { type: 'string' } },
        count: { type: ['integer', 'null'] },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
        origin: { anyOf: [{ $ref: '#/definitions/Person' }, { type: 'null' }] },
      },
    },
    Named: { type: 'object', required: ['kind'], properties: { kind: { const: 'named' } } },
    Person: {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string' }, age: { type: 'integer' } },
    },
  },
});
type Part = RecordSchema & { properties: Record<string, RecordSchema>; required: string[] };
type Parts = { Moved: Part; Named: Part; Person: Part };

function changed(change: (parts: Parts, whole: RecordSchema) => void): string[] {
  const next = schema();
  change(next.definitions as Parts, next);
  return breakingChanges(schema(), next);
}

describe('a breaking change is found', () => {
  const cases: [string, (parts: Parts, whole: RecordSchema) => void, string][] = [
    ['a field that is gone', ({ Moved }) => delete Moved.properties.labels, '.labels is gone'],
    [
      'a field that has another name',
      ({ Person }) => {
        Person.properties.fullName = { type: 'string' };
        delete Person.properties.name;
      },
      '.person.name is gone',
    ],
    [
      'another type',
      ({ Person }) => (Person.properties.age = { type: 'string' }),
      '.person.age has the type string, had integer',
    ],
    [
      'a null where there was none',
      ({ Moved }) => (Moved.properties.at = { type: ['string', 'null'], format: 'date-time' }),
      '.at has the type',
    ],
    [
      'no null any more, of which older records are full',
      ({ Moved }) => (Moved.properties.count = { type: 'integer' }),
      '.count has the type integer',
    ],
    [
      'another type in a list',
      ({ Moved }) => (Moved.properties.steps = { type: 'array', items: { type: 'integer' } }),
      '.steps[] has the type',
    ],
    [
      'another type in a map',
      ({ Moved }) =>
        (Moved.properties.labels = { type: 'object', additionalProperties: { type: 'integer' } }),
      '.labels.* has the type',
    ],
    ['a field that may be missing now', ({ Moved }) => Moved.required.splice(2, 1), '.at may be missing now'],
    [
      'an optional field that became required',
      ({ Person }) => Person.required.push('age'),
      '.person.age is required now',
    ],
    [
      'a new field that is required',
      ({ Person }) => {
        Person.properties.title = { type: 'string' };
        Person.required.push('title');
      },
      '.person.title is required now',
    ],
    [
      'a known value that is gone',
      ({ Moved }) => (Moved.properties.state = { type: 'string', 'x-extensible-enum': ['on'] }),
      '.state no longer has the value off',
    ],
    ['another constant', ({ Moved }) => (Moved.properties.v = { const: 2 }), '.v is 2, was 1'],
    [
      'another format',
      ({ Moved }) => (Moved.properties.at = { type: 'string', format: 'date' }),
      '.at has the format date',
    ],
    [
      'a format that is gone',
      ({ Moved }) => (Moved.properties.at = { type: 'string' }),
      '.at has the format none',
    ],
    ['a kind of record that is gone', (_, whole) => whole.oneOf?.pop(), 'is never kind="named" any more'],
    [
      'an alternative that is gone',
      ({ Moved }) => (Moved.properties.origin = { $ref: '#/definitions/Person' }),
      'is never null any more',
    ],
    [
      'an alternative that nothing tells apart',
      ({ Moved }) => Moved.properties.origin?.anyOf?.push({ type: 'string' }),
      'may be string now',
    ],
  ];

  it.each(cases)('%s', (_, change, fault) => {
    const faults = changed(change);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });
});

describe('what may be added is no breaking change', () => {
  const cases: [string, (parts: Parts, whole: RecordSchema) => void][] = [
    ['nothing at all', () => undefined],
    ['an optional field', ({ Person }) => (Person.properties.title = { type: 'string' })],
    ['a known value', ({ Moved }) => Moved.properties.state?.['x-extensible-enum']?.push('broken')],
    [
      'a kind of record',
      ({ Named }, whole) => {
        whole.oneOf?.push({ ...Named, properties: { kind: { const: 'left' } } });
      },
    ],
    [
      'a format that says more',
      ({ Person }) => (Person.properties.name = { type: 'string', format: 'email' }),
    ],
    [
      'an order, a comment',
      ({ Moved }) => {
        Moved.required.reverse();
        Object.assign(Moved, { description: 'Somebody moved.' });
      },
    ],
  ];

  it.each(cases)('%s', (_, change) => {
    expect(changed(change)).toEqual([]);
  });
});
