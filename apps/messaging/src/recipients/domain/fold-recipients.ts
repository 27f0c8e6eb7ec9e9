import type { ProfileActivity, ProfileSnapshot } from '@rapport/contracts';
import { keyOf, type Recipient } from './recipient.js';

/** An activity that was not seen before, and the living person it concerns, as she was right after it. */
export interface AppliedActivity {
  activity: ProfileActivity;
  person: Recipient;
}

export interface FoldedRecipients {
  /** Rows to write. */
  changed: Recipient[];
  applied: AppliedActivity[];
}

/**
 * Applies a chunk of activity to the read model, in order. What was seen before is skipped by its revision, which is kept per
 * id in the message, not per person: an activity of a merged-away id that is read late still counts, for the survivor
 * (identity.md 9). Merges and unmerges have a revision of their own, because they are read on the streams of several ids.
 */
export function foldRecipients(
  rows: ReadonlyMap<string, Recipient>,
  activities: readonly ProfileActivity[],
): FoldedRecipients {
  const current = new Map(rows);
  const changed = new Set<string>();
  const applied: AppliedActivity[] = [];
  const put = (row: Recipient): void => {
    current.set(keyOf(row), row);
    changed.add(keyOf(row));
  };
  for (const activity of activities) {
    const own = current.get(keyOf(activity));
    const revision = BigInt(activity.revision);
    if (own && revision <= own.revision) continue;
    const snapshot = snapshotOf(activity);
    put({
      ...withSnapshot(own ?? unknownRecipient(activity.workspaceId, activity.profileId), snapshot),
      revision,
    });
    for (const link of linksOf(activity)) {
      const profileId = link.id;
      const row = current.get(keyOf({ workspaceId: activity.workspaceId, profileId }));
      if (row && revision <= row.linkedRevision) continue;
      const known = row ?? unknownRecipient(activity.workspaceId, profileId);
      const told = known.revision < revision ? link.snapshot : null;
      put({ ...known, ...told, mergedInto: link.into, linkedRevision: revision });
    }
    const person = livingOf(current, activity.workspaceId, activity.profileId);
    if (person) applied.push({ activity, person });
  }
  return { changed: [...changed].sort().flatMap((key) => current.get(key) ?? []), applied };
}

/** The end of the chain of merges; undefined when a link of it is not among the rows. */
export function livingOf(
  rows: ReadonlyMap<string, Recipient>,
  workspaceId: string,
  profileId: string,
): Recipient | undefined {
  const seen = new Set<string>();
  let row = rows.get(keyOf({ workspaceId, profileId }));
  while (row?.mergedInto && !seen.has(row.profileId)) {
    seen.add(row.profileId);
    row = rows.get(keyOf({ workspaceId, profileId: row.mergedInto }));
  }
  return row;
}

/** Every id that an activity speaks of. */
export function idsIn(activity: ProfileActivity): string[] {
  if (activity.kind === 'profiles_merged') return [activity.profileId, activity.into, ...activity.from];
  if (activity.kind === 'profiles_unmerged') return [activity.profileId, activity.from, activity.to];
  return [activity.profileId];
}

/** The state of `profileId` itself; a merge that is told to a retired id brings the state of the survivor only. */
function snapshotOf(activity: ProfileActivity): ProfileSnapshot | null {
  if (activity.kind !== 'profiles_merged') return activity.profile;
  return activity.profileId === activity.into ? activity.profile : null;
}

interface Link {
  id: string;
  into: string | null;
  /** State of `id`, when the message of another id tells it. */
  snapshot: ProfileSnapshot | null;
}

/** The survivor of a merge may be an id that was retired before: late evidence can make its name the older one again. */
function linksOf(activity: ProfileActivity): Link[] {
  if (activity.kind === 'profiles_merged') {
    const { into, from, profile } = activity;
    return [{ id: into, into: null, snapshot: profile }, ...from.map((id) => ({ id, into, snapshot: null }))];
  }
  return activity.kind === 'profiles_unmerged' ? [{ id: activity.to, into: null, snapshot: null }] : [];
}

/** A retired id holds no identifier: whoever asks for one must find the profile that has it now. */
function withSnapshot(row: Recipient, snapshot: ProfileSnapshot | null): Recipient {
  return snapshot ? { ...row, ...snapshot } : { ...row, identifiers: [] };
}

/** A person of whom nothing but the id is known yet. */
function unknownRecipient(workspaceId: string, profileId: string): Recipient {
  const never = '1970-01-01T00:00:00.000Z';
  return {
    workspaceId,
    profileId,
    revision: 0n,
    ...{ userId: null, email: null, phone: null, locale: null, timeZone: null },
    traits: {},
    identifiers: [],
    groups: [],
    mergedInto: null,
    linkedRevision: 0n,
    createdAt: never,
    firstSeenAt: never,
    lastSeenAt: never,
  };
}
