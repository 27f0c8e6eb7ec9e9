import type { JsonValue } from '@rapport/contracts';

export interface PathSegment {
  key: string;
  /** `key[]`: any element of the list. */
  each: boolean;
}

const keyPattern = /^[\p{L}\p{M}\p{N} _\-$@/:.]{1,128}$/u;
const maximumLength = 1024;
const parsedPaths = new Map<string, PathSegment[]>();
const maximumRemembered = 5_000;

/** Splits `a.b\.c[].d`; undefined when it is no legal path (api.md 8.2). */
export function parsePath(path: string): PathSegment[] | undefined {
  if (path === '' || path.length > maximumLength) return undefined;
  const segments: PathSegment[] = [];
  for (const raw of path.split(/(?<!\\)\./)) {
    const each = raw.endsWith('[]');
    const bare = each ? raw.slice(0, -2) : raw;
    const key = bare.replaceAll('\\.', '.');
    if (!keyPattern.test(key)) return undefined;
    segments.push({ key, each });
  }
  return segments;
}

/** The segments of a path that was accepted before; remembered, since every evaluation asks. */
export function segmentsOf(path: string): PathSegment[] {
  const known = parsedPaths.get(path);
  if (known) return known;
  const segments = parsePath(path) ?? [];
  if (parsedPaths.size >= maximumRemembered) parsedPaths.clear();
  parsedPaths.set(path, segments);
  return segments;
}

/** What the path leads to: one value, or one per element where it says `[]`. Missing and null are left out. */
export function valuesAt(root: JsonValue | undefined, segments: readonly PathSegment[]): JsonValue[] {
  let values: JsonValue[] = root === undefined || root === null ? [] : [root];
  for (const { key, each } of segments) {
    const next: JsonValue[] = [];
    for (const value of values) {
      const inner = propertyOf(value, key);
      if (!each) next.push(inner ?? null);
      else if (Array.isArray(inner)) next.push(...inner);
    }
    values = next.filter((value) => value !== null);
  }
  return values;
}

function propertyOf(value: JsonValue, key: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}
