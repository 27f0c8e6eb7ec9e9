import type { Condition } from '@rapport/contracts';

export type PeopleOrder = 'createdAt' | 'lastSeenAt';

/** Whom a list holds. */
export interface PeopleFilter {
  workspaceId: string;
  /** The beginning of an identifier, phone or name; never empty. */
  q: string | undefined;
  /** Whether there is a user id. */
  identified: boolean | undefined;
  condition: Condition | undefined;
  /** Traits and identifier types whose values the caller may not see, so that `q` does not tell them either. */
  hidden: ReadonlySet<string>;
  /** Epoch ms; the same on every page of one list. */
  now: number;
  workspaceTimeZone: string;
}

/** Where a page ended: right after this person. */
export interface Position {
  at: string;
  id: string;
}

/** Somebody who fits, or of whom SQL could not decide it: `fits` is null. */
export interface Hit extends Position {
  fits: true | null;
}

/** A stretch of a list that was looked at. */
export interface Stretch {
  hits: Hit[];
  /** Up to where; null at the end of the list. */
  through: Position | null;
}
