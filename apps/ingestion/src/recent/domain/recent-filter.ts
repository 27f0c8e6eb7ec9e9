import type { JsonObject } from '@rapport/contracts';
import { err, normaliseIdentifier, ok } from '@rapport/kernel';
import type { Identifier, Result } from '@rapport/kernel';
import type { Outcome } from './pack-records.js';
import type { RecentEvent } from './recent-event.js';

/** Repeats of one field mean OR, different fields AND. */
export interface RecentFilter {
  outcome?: Outcome;
  /** uuids */
  sourceIds?: string[];
  types?: string[];
  names?: string[];
  people?: Identifier[];
}

/** `type:value`; the door knows no profiles, so `prf_…` is refused. */
export function parsePeople(references: readonly string[]): Result<Identifier[], string> {
  const people: Identifier[] = [];
  for (const reference of references) {
    const colon = reference.indexOf(':');
    const type = reference.slice(0, Math.max(0, colon));
    if (!/^[a-z][a-z0-9_.]{0,63}$/.test(type)) return err('must be type:value, such as user_id:42');
    const value = normaliseIdentifier(type, reference.slice(colon + 1));
    if (value === undefined) return err('must name an identifier that can identify somebody');
    people.push({ type, value });
  }
  return ok(people);
}

/** False when the text cannot match: cheaper than parsing it. */
export function mayMatch(filter: RecentFilter, outcome: Outcome, text: string): boolean {
  // The payload of a dead letter is base64.
  if (outcome === 'rejected') return true;
  const holdsOne = (values: readonly string[] | undefined): boolean =>
    values === undefined || values.some((value) => text.includes(JSON.stringify(value).slice(1, -1)));
  return holdsOne(filter.names) && holdsOne(filter.types);
}

export function matches(filter: RecentFilter, event: RecentEvent, sourceId: string): boolean {
  if (filter.outcome !== undefined && filter.outcome !== event.outcome) return false;
  if (filter.sourceIds && !filter.sourceIds.includes(sourceId)) return false;
  if (filter.types && !filter.types.includes(event.type ?? '')) return false;
  if (filter.names && !filter.names.includes(event.name ?? '')) return false;
  return !filter.people || isOfOne(filter.people, event.payload);
}

function isOfOne(people: readonly Identifier[], payload: unknown): boolean {
  if (typeof payload !== 'object' || payload === null) return false;
  const found = identifiersOf(payload as JsonObject);
  return people.some(({ type, value }) =>
    found.some((one) => one.type === type && normaliseIdentifier(type, one.value) === value),
  );
}

/** Every identifier that an event carries (identity.md 3.2), whether it will take part in matching or not. */
function identifiersOf(event: JsonObject): { type: string; value: unknown }[] {
  const context = objectOf(event.context);
  const found: { type: string; value: unknown }[] = [
    { type: 'user_id', value: event.userId },
    { type: 'anonymous_id', value: event.anonymousId },
    { type: 'email', value: objectOf(context.traits).email },
  ];
  if (event.type === 'identify') found.push({ type: 'email', value: objectOf(event.traits).email });
  const external = Array.isArray(context.externalIds) ? context.externalIds : [];
  for (const entry of external.map(objectOf)) {
    if (typeof entry.type === 'string') found.push({ type: entry.type, value: entry.id });
  }
  return found;
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
