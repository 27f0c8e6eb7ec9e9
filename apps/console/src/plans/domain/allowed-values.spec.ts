import fc from 'fast-check';
import { readValues, writeValues } from './allowed-values';

describe('allowed values', () => {
  it('are read back as they were written', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(scalar, { minLength: 1, maxLength: 5 }), (values) => {
        expect(readValues(writeValues(values), [])).toEqual(values);
      }),
    );
  });

  it.each([
    ['pro, free', ['pro', 'free'], []],
    ['1, 2', [1, 2], ['number' as const]],
    ['1, 2', ['1', '2'], ['string' as const]],
    ['"a, b", c', ['a, b', 'c'], []],
    ['', null, []],
  ])('reads %s', (text, values, types) => {
    expect(readValues(text, types)).toEqual(values);
  });
});
