import fc from 'fast-check';
import { keyFromName } from './key-from-name.js';

describe('key from name', () => {
  it.each([
    ['Acme', 'acme'],
    ['Acme & Söhne GmbH', 'acme-sohne-gmbh'],
    ['  Crème brûlée  ', 'creme-brulee'],
    ['42 North', 'workspace-42-north'],
    ['東京', 'workspace'],
    ['---', 'workspace'],
  ])('makes %j into %j', (name, key) => {
    expect(keyFromName(name, 'workspace')).toBe(key);
  });

  it('always has the form of a key and leaves room for a number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
        const key = keyFromName(name, 'workspace');
        expect(key).toMatch(/^[a-z][a-z0-9-]{0,63}$/);
        expect(key.length).toBeLessThanOrEqual(56);
      }),
    );
  });
});
