import type { ValueType } from './value-types.js';

export interface ReservedTrait {
  /** Types that Segment documents for it (ingest.md 2.5); the SDKs send `id` and `phone` as numbers, too. */
  types: readonly ValueType[];
  /** What it is in nearly every workspace. The operator decides. */
  suggestedPiiClass: SuggestedClass;
}

type SuggestedClass = 'none' | 'pii' | 'sensitive';

const of = (suggestedPiiClass: SuggestedClass, ...types: ValueType[]): ReservedTrait => ({
  types,
  suggestedPiiClass,
});

/** Reserved traits of people: names with a meaning that every tool knows. Shown first when a profile has too many. */
export const reservedTraits: ReadonlyMap<string, ReservedTrait> = new Map([
  ['address', of('pii', 'object')],
  ['age', of('pii', 'integer', 'number')],
  ['avatar', of('pii', 'string')],
  ['birthday', of('pii', 'date_time')],
  ['company', of('none', 'object')],
  ['createdAt', of('none', 'date_time')],
  ['description', of('none', 'string')],
  ['email', of('pii', 'string')],
  ['firstName', of('pii', 'string')],
  ['gender', of('sensitive', 'string')],
  ['id', of('none', 'string', 'integer')],
  ['lastName', of('pii', 'string')],
  ['name', of('pii', 'string')],
  ['phone', of('pii', 'string', 'integer')],
  ['title', of('none', 'string')],
  ['username', of('pii', 'string')],
  ['website', of('none', 'string')],
]);

/** The trait that a path of a condition begins with: `address.city` and `address[].city` are of `address`. */
export function traitOfPath(path: string): string {
  const [first = ''] = path.split(/(?<!\\)\.|\[\]/u, 1);
  return first.replaceAll('\\.', '.');
}
