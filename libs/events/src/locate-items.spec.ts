import * as fc from 'fast-check';
import { locateItems } from './locate-items.js';

const textsOf = (text: string, key = 'batch') =>
  locateItems(text, key).items.map(({ start, end }) => text.slice(start, end));

describe('locate items', () => {
  it('finds each element of the array under the key, spaces around it left out', () => {
    expect(
      textsOf('{"sentAt":"x","batch": [ {"a":[1,{"b":2}]} ,\n{"c":"]}\\""}\t], "writeKey":"k"}'),
    ).toEqual(['{"a":[1,{"b":2}]}', '{"c":"]}\\""}']);
  });

  it('finds scalars too, so that positions match the parsed array', () => {
    expect(textsOf('{"batch":[null,1.5,"a,b",[],{},true]}')).toEqual([
      'null',
      '1.5',
      '"a,b"',
      '[]',
      '{}',
      'true',
    ]);
  });

  it('looks at the top level only', () => {
    expect(
      textsOf('{"context":{"batch":[1,2]},"list":["batch",{"batch":[3]}],"x":"batch","batch":[]}'),
    ).toEqual([]);
  });

  it('tells how deep each item and the rest is nested', () => {
    const { items, envelopeDepth } = locateItems(
      `{"a":[[[]]],"batch":[{},${'['.repeat(50)}${']'.repeat(50)},1]}`,
      'batch',
    );
    expect(items.map((item) => item.depth)).toEqual([1, 50, 0]);
    expect(envelopeDepth).toBe(4);
  });

  it('cuts any batch into the texts that its items were made of', () => {
    fc.assert(
      fc.property(
        fc.array(fc.json({ maxDepth: 3 }), { maxLength: 5 }),
        fc.json({ maxDepth: 2 }),
        fc.constantFrom('', ' ', '\n  '),
        (items, context, space) => {
          const text = `{${space}"context"${space}:${context},"batch"${space}:${space}[${space}${items.join(`${space},${space}`)}${space}]}`;
          expect(textsOf(text)).toEqual(items.map((item) => item.trim()));
        },
      ),
    );
  });

  it('survives any text', () => {
    const parts = fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '"batch"', '\\', '1', ' ');
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), (chosen) => {
        const text = chosen.join('');
        for (const { start, end } of locateItems(text, 'batch').items) {
          expect(start).toBeLessThan(text.length);
          expect(end).toBeGreaterThanOrEqual(start);
        }
      }),
    );
  });
});
