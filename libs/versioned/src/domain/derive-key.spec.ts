import fc from 'fast-check';
import { deriveKey, firstFreeKey, keyPattern } from './derive-key.js';

describe('derive key', () => {
  it.each([
    ['Welcome', 'welcome'],
    ['  Two days   later! ', 'two-days-later'],
    ['Prämie für Ólafur', 'pramie-fur-olafur'],
    ['2nd reminder', 'template-2nd-reminder'],
    ['ようこそ', 'template'],
  ])('makes %j the key %s', (name, key) => {
    expect(deriveKey(name, 'template')).toBe(key);
  });

  it('always makes a valid key, also when it has to add a number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
        const key = deriveKey(name, 'journey');
        expect(key).toMatch(keyPattern);
        expect(firstFreeKey(key, new Set([key, `${key}-2`]))).toMatch(keyPattern);
      }),
    );
  });

  it('adds the first free number to a key that is taken', () => {
    expect(firstFreeKey('welcome', new Set(['welcome', 'welcome-2']))).toBe('welcome-3');
  });
});
