import type { ProfileActivity } from '@rapport/contracts';
import { err, ok, type Result } from '@rapport/kernel';

const kinds = [
  'event_applied',
  'traits_changed',
  'groups_changed',
  'profiles_merged',
  'profiles_unmerged',
] as const;

/**
 * Reads a record of `rapport.profile-activity.v1`. Profiles writes them, so only their outline is looked at; a kind of a later
 * release is passed over, as every reader of a topic must.
 */
export function readActivity(value: string): Result<ProfileActivity | null, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return err('is not JSON');
  }
  if (typeof parsed !== 'object' || parsed === null) return err('is not an object');
  const { v, kind, workspaceId, profileId, revision } = parsed as Partial<ProfileActivity>;
  if (v !== 1 || typeof workspaceId !== 'string' || typeof profileId !== 'string') {
    return err('has no v, workspaceId or profileId');
  }
  if (!kinds.some((one) => one === kind)) return ok(null);
  if (!Number.isSafeInteger(revision)) return err('has no revision');
  return ok(parsed as ProfileActivity);
}

/** Identifier under which the fact is filed; where a run goes when the profile is unmerged. */
export function anchorOf(activity: ProfileActivity): string {
  if (activity.kind === 'event_applied') return `${activity.anchor.type}:${activity.anchor.value}`;
  return activity.profile?.identifiers[0] ?? '';
}
