import type { AcceptedEvent, EventType, JsonObject } from '@rapport/contracts';

/** What an event says, as far as a plan may look at it. */
export type PlannedEvent = Pick<
  AcceptedEvent,
  | 'type'
  | 'userId'
  | 'anonymousId'
  | 'groupId'
  | 'previousId'
  | 'name'
  | 'category'
  | 'traits'
  | 'properties'
  | 'context'
  | 'integrations'
>;

/** What the door knows besides; a common rule may look at it. */
export type PlannedEnvelope = Pick<AcceptedEvent, 'messageId' | 'timestamp' | 'receivedAt'>;

export type Subject = 'properties' | 'traits';

/** Where a rule of this type looks; undefined for alias, which has neither. */
export function subjectOf(type: EventType): Subject | undefined {
  if (type === 'alias') return undefined;
  return type === 'identify' || type === 'group' ? 'traits' : 'properties';
}

/** The event in the words of the SDK wire, for common rules; what it does not have is absent. */
export function payloadOf(event: PlannedEvent, envelope: PlannedEnvelope): JsonObject {
  const { name, ...rest } = event;
  const named = event.type === 'track' ? { event: name } : { name };
  const payload = { ...rest, ...named, ...envelope };
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== null));
}
