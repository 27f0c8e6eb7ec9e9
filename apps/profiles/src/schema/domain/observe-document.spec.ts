import type { JsonObject, JsonValue } from '@rapport/contracts';
import { parsePath, valuesAt } from '@rapport/conditions';
import * as fc from 'fast-check';
import { exampleOf } from './example-of.js';
import { deepestPath, observeDocument } from './observe-document.js';
import { typeOfValue } from './value-types.js';

const typesIn = (document: JsonObject): Record<string, string[]> =>
  Object.fromEntries([...observeDocument(document).fields].map(([path, { types }]) => [path, [...types]]));

describe('what is seen in a document', () => {
  it('is every path as a condition names it, with the types that stand there', () => {
    expect(
      typesIn({
        total: 12.5,
        count: 3,
        paid: true,
        note: null,
        at: '2026-02-10T12:00:00Z',
        day: '2026-02-10',
        tags: ['a', 1],
        address: { city: 'Ulm', geo: { lat: 1.5 } },
        products: [{ sku: 'A', price: 1.5 }, { sku: 7 }],
        'a.b': 'dotted',
      }),
    ).toEqual({
      total: ['number'],
      count: ['integer'],
      paid: ['boolean'],
      note: ['null'],
      at: ['date_time'],
      day: ['date_time'],
      tags: ['array'],
      'tags[]': ['string', 'integer'],
      address: ['object'],
      'address.city': ['string'],
      'address.geo': ['object'],
      'address.geo.lat': ['number'],
      products: ['array'],
      'products[].sku': ['string', 'integer'],
      'products[].price': ['number'],
      'a\\.b': ['string'],
    });
  });

  it('leads, read as a condition would read it, to values of just these types', () => {
    const key = fc.stringMatching(/^[a-z_$][a-z0-9_.]{0,4}$/).filter((one) => !one.endsWith('.'));
    const { tree } = fc.letrec<{ tree: JsonValue }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.double({ noNaN: true }), fc.boolean()),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(key, tree, { maxKeys: 5 }), (document) => {
        const { fields } = observeDocument(document);
        for (const [path, { types }] of fields) {
          const segments = parsePath(path);
          expect(segments?.length).toBeLessThanOrEqual(deepestPath);
          const found = new Set(valuesAt(document, segments ?? []).map(typeOfValue));
          for (const type of types) expect(found).toContain(type);
        }
      }),
    );
  });

  it('takes a value that is missing for one that is null', () => {
    const { fields } = observeDocument({ a: null, list: [{ b: null }, { b: 1 }] });
    expect(fields.get('a')?.filled).toBe(false);
    expect(fields.get('list[].b')?.filled).toBe(true);
  });

  it('says so when there is more than it looks at, and stays bounded', () => {
    const deep = { a: { b: { c: { d: { e: 1 } } } } };
    expect(Object.keys(typesIn(deep))).toEqual(['a', 'a.b', 'a.b.c', 'a.b.c.d']);
    expect(observeDocument(deep).overflowed).toBe(true);
    const wide = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`k${n}`, n]));
    expect(observeDocument(wide)).toMatchObject({ overflowed: true, fields: { size: 500 } });
    expect(observeDocument({ long: Array.from({ length: 51 }, () => 1) }).overflowed).toBe(true);
    expect(observeDocument({ matrix: [[1]] }).overflowed).toBe(true);
    expect(observeDocument({ '': 1 })).toMatchObject({ overflowed: true, fields: { size: 0 } });
    expect(observeDocument({ plain: { text: 'x' } }).overflowed).toBe(false);
  });
});

describe('an example', () => {
  it('is short, and a whole number of characters', () => {
    const example = exampleOf('note', `${'x'.repeat(78)}😀${'y'.repeat(50)}`) as string;
    expect(example.length).toBeLessThanOrEqual(80);
    expect(example.isWellFormed()).toBe(true);
    expect(example.endsWith('…')).toBe(true);
  });

  it.each([
    'password',
    'user.passwordHash',
    'apiKey',
    'api-key',
    'cardNumber',
    'payment.cvc',
    'sessionId',
    'IBAN',
  ])('is not kept of %s', (path) => {
    expect(exampleOf(path, 'value')).toBeUndefined();
  });

  it.each(['plan', 'products[].sku', 'pinned', 'discard', 'shipping'])('is kept of %s', (path) => {
    expect(exampleOf(path, 'value')).toBe('value');
  });
});
