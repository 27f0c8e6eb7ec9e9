import type { JsonObject } from '@rapport/contracts';

/** An event as the SDKs send it, of one that is given in that shape or as it was stored, where a track event has a `name`. */
export function asWireItem(event: JsonObject): JsonObject {
  const { type, name, event: ownName } = event;
  return type === 'track' && ownName === undefined && name !== undefined ? { ...event, event: name } : event;
}
