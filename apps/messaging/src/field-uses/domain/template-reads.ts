import type { ContentReads, FieldRead } from './content-reads.js';

/** A variable of a template's Liquid: where it stands in the content, and its path. */
export interface UsedVariable {
  field: string;
  path: readonly string[];
}

/** What a template reads, by its locale variants. */
export function templateReads(variants: ReadonlyMap<string, readonly UsedVariable[]>): ContentReads {
  const reads = [...variants].flatMap(([locale, variables]) =>
    variables.flatMap(({ field, path }) => readOf(`variants.${locale}.${field}`, path) ?? []),
  );
  return { reads, trigger: null, templates: [] };
}

function readOf(place: string, [root, ...rest]: readonly string[]): FieldRead | undefined {
  if (root === 'event') return { place, root, keys: withoutElements(rest) };
  if (root !== 'profile') return undefined;
  const [part, ...keys] = rest;
  if (part === undefined) return { place, root: 'traits', keys: [] };
  if (part === 'traits') return { place, root: 'traits', keys: withoutElements(keys) };
  if (part === 'objects') return { place, root: 'objects', keys: withoutElements(keys) };
  if (part === 'groups') return groupRead(place, keys);
  // A profile's address is what the trait of that name last was.
  return part === 'email' || part === 'phone' ? { place, root: 'traits', keys: [part] } : undefined;
}

/** `profile.groups[0].traits.plan`; a list that is handed on whole may be read in whatever way. */
function groupRead(place: string, keys: readonly string[]): FieldRead | undefined {
  const [member, ...rest] = keys.filter((key, index) => index > 0 || !element.test(key));
  if (member !== undefined && member !== 'traits') return undefined;
  return { place, root: 'group_traits', keys: withoutElements(rest) };
}

const element = /^(-?\d+|first|last)$/;

/** `products[0].sku` and `products.first.sku` read an element of a list, as `products[].sku` does. */
function withoutElements(keys: readonly string[]): string[] {
  return keys.filter((key, index) => index === 0 || !element.test(key));
}
