import type { JsonObject } from '@rapport/contracts';
import type { LiveEvent } from '../api/event-types';

/** The event as an object; empty for a rejected text that is none. */
export function payloadOf(event: LiveEvent): JsonObject {
  return asObject(event.payload);
}

export function propertiesOf(event: LiveEvent): JsonObject {
  return asObject(payloadOf(event)['properties']);
}

function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
