import type { JsonObject } from '@rapport/contracts';

/** What messaging keeps of a person: enough to decide and to render without asking profiles (design.md 2.3). */
export interface Recipient {
  workspaceId: string;
  profileId: string;
  /** The last activity revision that was seen under this id; 0 for a placeholder that only a merge mentioned. */
  revision: bigint;
  userId: string | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
  timeZone: string | null;
  traits: JsonObject;
  /** Every identifier as `type:value`. */
  identifiers: string[];
  /** The customer's ids of her groups, the current one first. */
  groups: string[];
  /** The id this one was merged into; null while it lives. */
  mergedInto: string | null;
  /** Revision of the last merge or unmerge that concerned this id. */
  linkedRevision: bigint;
  createdAt: string;
  firstSeenAt: string;
  lastSeenAt: string;
}

export interface ProfileKey {
  workspaceId: string;
  profileId: string;
}

/** One text for both parts, for maps. */
export function keyOf({ workspaceId, profileId }: ProfileKey): string {
  return `${workspaceId}|${profileId}`;
}
