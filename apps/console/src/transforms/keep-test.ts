import type { JsonObject } from '@rapport/contracts';
import type { TransformExpectation, TransformTest } from '../api/transform-types';

/** Of an event, what a function is about; times and ids of the run would make a test fail tomorrow. */
const telling = ['type', 'event', 'name', 'userId', 'anonymousId', 'groupId', 'properties', 'traits'];

/** A test that holds the code to what it does now. */
export function testOf(
  name: string,
  event: JsonObject,
  events: readonly JsonObject[],
  error: string | null,
): TransformTest {
  return { name, event, expect: expectationOf(events, error) };
}

function expectationOf(events: readonly JsonObject[], error: string | null): TransformExpectation {
  if (error !== null) return { error: '' };
  const [first] = events;
  if (first === undefined) return { event: null };
  return events.length === 1 ? { event: tellingPartOf(first) } : { events: events.map(tellingPartOf) };
}

function tellingPartOf(event: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(event).filter(([name, value]) => telling.includes(name) && value !== null),
  );
}
