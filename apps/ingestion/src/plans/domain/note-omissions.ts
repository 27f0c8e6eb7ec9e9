import type { JsonObject } from '@rapport/contracts';
import { eventContent } from '@rapport/events';
import { checkJson } from '@rapport/kernel';
import type { PlannedEvent } from './planned-event.js';

/** Names that a note lists. */
const mostNoted = 20;

/**
 * Says in `context.protocols.omitted` which fields a plan took out, so that whoever reads the event sees that it is not whole.
 * Where that would make the event one that the door refuses (too many keys), or the client has put something else there,
 * it is left out: what was omitted also stands beside the event.
 */
export function noteOmissions<Event extends PlannedEvent>(event: Event, omitted: JsonObject | null): Event {
  const protocols = event.context.protocols ?? {};
  if (omitted === null || typeof protocols !== 'object' || Array.isArray(protocols)) return event;
  const note = { ...protocols, omitted: Object.keys(omitted).slice(0, mostNoted) };
  const noted = { ...event, context: { ...event.context, protocols: note } };
  return checkJson(contentOf(noted), eventContent) ? event : noted;
}

function contentOf({ context, properties, traits, integrations }: PlannedEvent): JsonObject {
  return { context, properties, traits, integrations };
}
