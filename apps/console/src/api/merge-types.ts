import type { Channel, JsonObject, JsonValue } from '@rapport/contracts';
import type { Identifier } from './person-types';
import type { Actor } from './types';

/** What a merge does, or, on a dry run, would do. */
export interface MergeAnswer {
  dryRun: boolean;
  /** The profile that goes on. */
  profileId: string;
  retired: string[];
  mergeId: string | null;
  identifiers: (Identifier & { from: string })[];
  /** Where the two differ: whose value counts, and what the other one had. */
  traits: { trait: string; value: JsonValue; from: string; other: JsonValue }[];
  /** Groups of the one person, by the side that brings each. */
  groups: { groupId: string; from: string }[];
}

export interface SeparatedPerson {
  id: string;
  identifiers: Identifier[];
  traits: JsonObject;
  groups: string[];
  isNew: boolean;
}

export interface UnmergeAnswer {
  dryRun: boolean;
  separationId: string | null;
  profiles: SeparatedPerson[];
}

export interface MergeRecord {
  id: string;
  into: string;
  from: string;
  /** What each held before, as `type:value`. */
  identifiers: { into: string[]; from: string[] };
  cause: 'event' | 'operator' | 'settings';
  by: Actor | null;
  reason: string | null;
  at: string;
  undoneAt: string | null;
}

export interface Separation {
  id: string;
  parts: string[][];
  reason: string;
  by: Actor;
  at: string;
  liftedAt: string | null;
  liftedBy: Actor | null;
}

/** What a merge would do to journeys and to messages that were not sent yet. */
export interface MergeEffects {
  runs: {
    runId: string;
    journeyId: string;
    journeyName: string;
    profileId: string;
    state: string;
    outcome: 'moves' | 'stays' | 'closed_merged';
  }[];
  messages: {
    msgId: string;
    channel: Channel;
    journeyId: string | null;
    stepKey: string | null;
    outcome: 'moves' | 'stays' | 'cancelled_merged_duplicate';
  }[];
}
