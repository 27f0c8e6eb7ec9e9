import type { AcceptedEvent, ActivityCause, TraitChange } from '@rapport/contracts';
import { eventOccurs, traitChangeOccurs } from '@rapport/conditions';
import type { TriggerFact } from './entry-checks.js';
import type { PublishedJourney, TriggerIndex } from './trigger-index.js';
import type { RunPolicy } from './run.js';

/** What happened to a person, as far as it can start a journey. */
export interface StartingFact {
  workspaceId: string;
  cause: ActivityCause;
  mode: 'live' | 'backfill';
  /** ISO 8601; of the event, when one caused it. */
  occurredAt: string;
  /** The event that was applied; null when only traits changed. */
  event: AcceptedEvent | null;
  changes: readonly TraitChange[];
}

/**
 * The journeys that a fact triggers, each with what its entry checks ask for. Causes other than an event never start a
 * journey: nobody did anything (identity.md 7.3).
 */
export function findTriggered(
  index: TriggerIndex,
  fact: StartingFact,
  at: { now: number; policy: RunPolicy },
): { published: PublishedJourney; fact: TriggerFact }[] {
  const { cause, event, changes, mode } = fact;
  const eventId = cause.eventId ?? event?.id;
  if (cause.type !== 'event' && cause.type !== 'backfill') return [];
  if (eventId === undefined) return [];
  const occurredAt = Date.parse(event?.timestamp ?? fact.occurredAt);
  const common = { eventId, occurredAt, mode: cause.type === 'backfill' ? ('backfill' as const) : mode };
  const where = { now: at.now, workspaceTimeZone: at.policy.timeZone };
  const triggered = new Map<string, { published: PublishedJourney; fact: TriggerFact }>();
  for (const published of event ? index.forEvent(event) : []) {
    const { trigger } = published.journey.definition;
    if (!event || trigger?.kind !== 'event' || !eventOccurs(trigger, event, where)) continue;
    triggered.set(published.journey.journeyId, { published, fact: { ...common, event } });
  }
  for (const published of index.forChanges(changes)) {
    const { trigger } = published.journey.definition;
    if (trigger?.kind !== 'trait_changed' || !traitChangeOccurs(trigger, changes)) continue;
    triggered.set(published.journey.journeyId, { published, fact: { ...common, event: null } });
  }
  return [...triggered.values()];
}
