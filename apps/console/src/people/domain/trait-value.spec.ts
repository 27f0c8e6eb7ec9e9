import fc from 'fast-check';
import type { JsonValue } from '@rapport/contracts';
import { kindOf, readValue, writeValue } from './trait-value';

describe('the value of a trait in a field', () => {
  it('is read back as it was written, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const value = JSON.parse(JSON.stringify(json)) as JsonValue;
        fc.pre(
          value !== null &&
            !(typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)),
        );
        expect(readValue(kindOf(value), writeValue(value))).toEqual(value);
      }),
    );
  });

  it.each([
    ['number', 'seven'],
    ['number', ''],
    ['number', '9007199254740993'],
    ['boolean', ''],
    ['json', '"text"'],
    ['json', 'null'],
    ['json', '{'],
  ] as const)('is none when a %s is “%s”', (kind, text) => {
    expect(readValue(kind, text)).toBeUndefined();
  });
});
