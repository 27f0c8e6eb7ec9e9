import type { AcceptedEvent } from './accepted-event.js';
import type { JsonObject, JsonValue } from './json.js';

/** What made a profile change (identity.md 9). Only `event` may start journeys. */
export interface ActivityCause {
  type: 'event' | 'merge' | 'unmerge' | 'operator' | 'settings' | 'erasure' | 'clock' | 'backfill';
  /** `AcceptedEvent.id` */
  eventId?: string;
  /** Who decided, `mem_…` or `key_…`; of `operator` and `settings`. */
  actorId?: string;
}

/** A trait that took another value; null stands for missing. */
export interface TraitChange {
  trait: string;
  from: JsonValue;
  to: JsonValue;
}

interface ActivityBase {
  v: 1;
  /** uuid, derived from (profile id, revision, kind): a replay bears the same. */
  id: string;
  workspaceId: string;
  /** uuid of the profile, as in its public id `prf_…`. */
  profileId: string;
  /** One sequence for all; along one profile, through merges, a later commit has the larger one. */
  revision: number;
  cause: ActivityCause;
  occurredAt: string;
  mode: 'live' | 'backfill';
}

/** What messaging keeps of a person in its own read model: enough to decide and to render without asking. */
export interface ProfileSnapshot {
  userId: string | null;
  /** Primary identifiers: the value of each type with the oldest `seen`. */
  email: string | null;
  phone: string | null;
  locale: string | null;
  timeZone: string | null;
  /** The fold: traits as a reader of the profile sees them. */
  traits: JsonObject;
  /** Every identifier `type:value` of the profile, so that messaging can resolve a reference. */
  identifiers: string[];
  /** The customer's ids of the person's groups, the current one first. Absent in records of before there were groups. */
  groups?: string[];
  createdAt: string;
  firstSeenAt: string;
  lastSeenAt: string;
}

export interface EventApplied extends ActivityBase {
  kind: 'event_applied';
  event: AcceptedEvent;
  anchor: { type: string; value: string };
  /** The profile did not exist before this event. */
  created: boolean;
  changes: TraitChange[];
  refusedLinks: { type: string; value: string; reason: string }[];
  profile: ProfileSnapshot;
}

export interface TraitsChanged extends ActivityBase {
  kind: 'traits_changed';
  changes: TraitChange[];
  profile: ProfileSnapshot;
}

/** Sent on the key of `into` and of each `from`; `profileId` is the one whose key it bears. */
export interface ProfilesMerged extends ActivityBase {
  kind: 'profiles_merged';
  /** @format uuid */
  into: string;
  /** @format uuid */
  from: string[];
  identifiers: string[];
  changes: TraitChange[];
  /** State of `into` after the merge. */
  profile: ProfileSnapshot;
}

/** Identifiers left a live profile, or a retired id lives again. Sent on the key of each profile concerned. */
export interface ProfilesUnmerged extends ActivityBase {
  kind: 'profiles_unmerged';
  /** @format uuid */
  from: string;
  /** @format uuid */
  to: string;
  identifiers: string[];
  reason: 'separation' | 'late_link' | 'hub' | 'settings' | 'erasure';
  /** State of `profileId` afterwards; null when that id is retired. */
  profile: ProfileSnapshot | null;
}

/** Somebody left a group (or came into one) by the API's word; what an event says of groups is in its `event_applied`. */
export interface GroupsChanged extends ActivityBase {
  kind: 'groups_changed';
  profile: ProfileSnapshot;
}

/** One record of `rapport.profile-activity.v1`. */
export type ProfileActivity =
  EventApplied | TraitsChanged | GroupsChanged | ProfilesMerged | ProfilesUnmerged;
