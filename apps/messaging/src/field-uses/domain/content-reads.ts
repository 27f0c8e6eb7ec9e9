import type { EventType } from '@rapport/contracts';

/** One place of a definition that reads something of an event, of a person, or of what stands around a person. */
export interface FieldRead {
  /** Path from the root of the draft, as a problem would name it: `steps[2].branches[0].when`. */
  place: string;
  /** `group_traits`: of any of her groups. `objects`: the first key is the type. */
  root: 'event' | 'traits' | 'group_traits' | 'objects';
  /** Below the root, as `['properties', 'products', 'sku']`; lists are passed through. None: all of it. */
  keys: readonly string[];
}

/** What one version of a journey or template reads. */
export interface ContentReads {
  reads: readonly FieldRead[];
  /** The event that starts a journey; a null name means any of its type. Null for what no event starts. */
  trigger: { type: EventType; name: string | null } | null;
  /** Ids or keys of the templates that a journey sends, as its author wrote them. */
  templates: readonly string[];
}

export const nothingRead: ContentReads = { reads: [], trigger: null, templates: [] };

/** The keys of a path of api.md 8.2, whatever characters they hold; `[]` is passed through. */
export function keysOf(path: string): string[] {
  return path.split(/(?<!\\)\./).map((key) => key.replace(/\[\]$/, '').replaceAll('\\.', '.'));
}

/** Whether one leads to the other: to lose `address` is to lose `address.city`, and who reads `address` reads its city. */
export function overlaps(one: readonly string[], other: readonly string[]): boolean {
  const shared = Math.min(one.length, other.length);
  for (let index = 0; index < shared; index++) if (one[index] !== other[index]) return false;
  return true;
}
