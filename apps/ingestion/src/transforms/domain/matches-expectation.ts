import type { JsonObject, JsonValue } from '@rapport/contracts';
import type { TransformExpectation } from './transform-draft.js';

export interface TestOutcome {
  events: readonly JsonObject[];
  error: string | null;
}

/** Why a test's outcome is not what it expects, for people; null when it is. */
export function mismatchOf(expected: TransformExpectation, { events, error }: TestOutcome): string | null {
  if ('error' in expected) {
    if (error === null) return 'expected a failure, but it did not fail';
    return error.includes(expected.error) ? null : `expected another failure than: ${error}`;
  }
  if (error !== null) return `failed: ${error}`;
  const wanted = 'events' in expected ? expected.events : expected.event === null ? [] : [expected.event];
  if (wanted.length !== events.length)
    return `expected ${countOf(wanted.length)}, got ${countOf(events.length)}`;
  for (const [index, event] of wanted.entries()) {
    const place = differs(event, events[index] ?? null, wanted.length > 1 ? `events[${index}]` : 'event');
    if (place !== null) return `${place} is not as expected`;
  }
  return null;
}

function countOf(events: number): string {
  return events === 0 ? 'no event' : events === 1 ? '1 event' : `${events} events`;
}

/** The first place where `actual` is not as `wanted` says; fields that `wanted` does not name may be anything. */
function differs(wanted: JsonValue, actual: JsonValue | undefined, at: string): string | null {
  if (wanted === null) return actual === undefined || actual === null ? null : at;
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual) || actual.length !== wanted.length) return at;
    return firstOf(wanted.map((item, index) => differs(item, actual[index], `${at}[${index}]`)));
  }
  if (typeof wanted !== 'object') return wanted === actual ? null : at;
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return at;
  const { hasOwn } = Object;
  return firstOf(
    Object.entries(wanted).map(([key, value]) =>
      differs(value, hasOwn(actual, key) ? actual[key] : undefined, `${at}.${key}`),
    ),
  );
}

function firstOf(places: readonly (string | null)[]): string | null {
  return places.find((place) => place !== null) ?? null;
}
