import type { ActivityCause, ProfilesUnmerged } from '@rapport/contracts';
import type { ChunkEvent } from './chunk.js';
import type { Decision } from './decision.js';

/** What a change of identity is put down to. */
export type Occasion = { event: ChunkEvent } | { decision: Decision };

/** @param change what happened to the profile; an event says so itself, whatever it did */
export function causeOf(change: 'event' | 'merge' | 'unmerge', occasion: Occasion): ActivityCause {
  if ('decision' in occasion) {
    const { type, actor } = occasion.decision;
    return { type, ...(actor.id !== null && { actorId: actor.id }) };
  }
  const { id, mode } = occasion.event.event;
  // What history says is told as such, so that it starts nothing (identity.md 9); a merge is a merge all the same.
  return { type: change === 'event' && mode === 'backfill' ? 'backfill' : change, eventId: id };
}

export function circumstancesOf(occasion: Occasion): { occurredAt: string; mode: 'live' | 'backfill' } {
  if ('decision' in occasion) return { occurredAt: occasion.decision.at, mode: 'live' };
  return { occurredAt: occasion.event.event.timestamp, mode: occasion.event.event.mode };
}

export function splitReasonOf(occasion: Occasion, newHub: boolean): ProfilesUnmerged['reason'] {
  if ('event' in occasion) return newHub ? 'hub' : 'late_link';
  return occasion.decision.type === 'settings' ? 'settings' : 'separation';
}
