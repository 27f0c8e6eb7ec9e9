import type { EventType, JsonValue } from '@rapport/contracts';
import type { Actor, Page } from './types';

/** Events beyond the limit of names, which no row tells of. */
export type OverflowPage<T> = Page<T> & { overflow30d: number };

export interface SeenEvent {
  type: EventType;
  name: string;
  count30d: number;
  /** Of all events of the workspace in that time, 0 to 1. */
  share: number;
  firstSeenAt: string;
  lastSeenAt: string;
}
export interface SeenField {
  name: string;
  /** Most frequent first. */
  types: string[];
  typeCounts: Record<string, number>;
  count30d: number;
  firstSeenAt: string;
  lastSeenAt: string;
  examples: JsonValue[];
}
export interface SeenProperty extends SeenField {
  fillRate: number;
}

/** Whose eyes the values of a trait are for. */
export type PiiClass = 'none' | 'pii' | 'sensitive';

export interface SeenTrait extends SeenField {
  share: number;
  piiClass: PiiClass;
  description: string | null;
  /** Of a name that every tool knows. */
  reserved: { types: string[]; suggestedPiiClass: PiiClass } | null;
}
/** What somebody said of a trait, or of a type of identifiers, seen or not. */
export interface RegisteredTrait {
  name: string;
  piiClass: PiiClass;
  description: string | null;
  updatedAt: string;
  updatedBy: Actor;
}
export interface SeenEventDetail extends SeenEvent {
  days: { day: string; count: number }[];
  sources: { sourceId: string; count30d: number; lastSeenAt: string }[];
  properties: SeenProperty[];
  overflow30d: number;
}

export interface OutcomeCounts {
  applied: number;
  duplicates: number;
  conflicts: number;
}
/** What became of a source's events once they were read (api.md 7.1). */
export interface SourceOutcomes {
  sourceId: string;
  lastAppliedAt: string | null;
  lastHour: OutcomeCounts;
  last24Hours: OutcomeCounts;
  last30Days: OutcomeCounts;
}
