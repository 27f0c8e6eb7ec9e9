import type { FieldFault } from '@rapport/kernel';

/** What templates may say of the brand: short texts under names that Liquid can spell. */
export type Brand = Record<string, string>;

const mostEntries = 50;
const longestValue = 1024;

/** What is wrong with a change of the brand; `null` clears an entry. */
export function brandFaults(change: Record<string, unknown>): FieldFault[] {
  return Object.entries(change).flatMap(([key, value]): FieldFault[] => {
    const field = `brand.${key}`;
    if (!/^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(key)) {
      return [{ field: 'brand', rule: 'pattern', message: 'has a name that is not letters, digits and _' }];
    }
    if (value === null) return [];
    if (typeof value !== 'string') return [{ field, rule: 'type', message: 'must be a string or null' }];
    if (value.length <= longestValue) return [];
    return [{ field, rule: 'max_length', message: `must be at most ${longestValue} characters long` }];
  });
}

export type BrandChange = Record<string, string | null> | null | undefined;

/** JSON merge patch (RFC 7396) of one level; null clears all. Undefined when the result would hold too many entries. */
export function mergeBrand(brand: Brand, change: BrandChange): Brand | undefined {
  if (change === null) return {};
  const entries = Object.entries({ ...brand, ...change }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  );
  return entries.length <= mostEntries ? Object.fromEntries(entries) : undefined;
}
