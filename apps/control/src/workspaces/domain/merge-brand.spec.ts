import { brandFaults, mergeBrand } from './merge-brand.js';

describe('brand of a workspace', () => {
  it('keeps what a change does not name and drops what it clears', () => {
    expect(mergeBrand({ logoUrl: 'a', color: 'b' }, { color: null, tone: 'c' })).toEqual({
      logoUrl: 'a',
      tone: 'c',
    });
    expect(mergeBrand({ logoUrl: 'a' }, undefined)).toEqual({ logoUrl: 'a' });
    expect(mergeBrand({ logoUrl: 'a' }, null)).toEqual({});
  });

  it('holds at most 50 entries', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, 'v']));
    expect(Object.keys(mergeBrand({}, many) ?? {})).toHaveLength(50);
    expect(mergeBrand(many, { one: 'more' })).toBeUndefined();
  });

  it('says which entry is wrong', () => {
    expect(brandFaults({ good: 'x', cleared: null, a: 1, b: 'x'.repeat(1025), 'no-dash': 'x' })).toEqual([
      { field: 'brand.a', rule: 'type', message: 'must be a string or null' },
      { field: 'brand.b', rule: 'max_length', message: 'must be at most 1024 characters long' },
      { field: 'brand', rule: 'pattern', message: 'has a name that is not letters, digits and _' },
    ]);
  });
});
