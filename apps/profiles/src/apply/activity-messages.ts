import { headerNames, recordKey, topics, type TraitChange } from '@rapport/contracts';
import type { OutgoingMessage } from '@rapport/event-bus';
import type { ChunkEvent } from './chunk.js';
import { activityIdOf } from './derive-ids.js';
import type { IdentityNode } from './domain/evidence.js';
import type { FoldedProfile } from './domain/fold-profiles.js';
import type { Departure, Merge } from './domain/profile-transitions.js';

/** A message that only lacks its revision, which is drawn once it is known how many there are. */
export interface PendingActivity {
  kind: 'event_applied' | 'traits_changed' | 'profiles_merged' | 'profiles_unmerged';
  profileId: string;
  causedBy: { type: 'event' | 'merge' | 'unmerge'; event: ChunkEvent };
  /** The kind's own fields as JSON text, each after a comma. */
  fields: string;
}

export function eventApplied(
  event: ChunkEvent,
  profile: FoldedProfile,
  step: FoldedProfile['steps'][number],
  created: boolean,
  refusedLinks: readonly { type: string; value: string; reason: string }[],
): PendingActivity {
  const [anchor] = event.identifiers;
  return {
    kind: 'event_applied',
    profileId: profile.id,
    causedBy: { type: 'event', event },
    fields:
      `,"event":${event.text},"anchor":${JSON.stringify({ type: anchor?.type, value: anchor?.value })}` +
      `,"created":${created},"changes":${changesText(step.changes)},"refusedLinks":${JSON.stringify(refusedLinks)}` +
      `,"profile":${step.after.text}`,
  };
}

export function traitsChanged(
  profile: FoldedProfile,
  type: 'merge' | 'unmerge',
  event: ChunkEvent,
): PendingActivity {
  return {
    kind: 'traits_changed',
    profileId: profile.id,
    causedBy: { type, event },
    fields: `,"changes":${changesText(profile.identityChanges)},"profile":${profile.start.text}`,
  };
}

/** One on the key of the survivor, one on the key of each retired id, which closes that stream. */
export function profilesMerged(
  into: FoldedProfile,
  merges: readonly Merge[],
  event: ChunkEvent,
): PendingActivity[] {
  const from = merges.map((merge) => merge.from);
  const identifiers = namesOf(merges.flatMap((merge) => merge.identifiers));
  const fields =
    `,"into":"${into.id}","from":${JSON.stringify(from)},"identifiers":${JSON.stringify(identifiers)}` +
    `,"changes":${changesText(into.identityChanges)},"profile":${into.start.text}`;
  return [into.id, ...from].map((profileId) => ({
    kind: 'profiles_merged',
    profileId,
    causedBy: { type: 'merge', event },
    fields,
  }));
}

export function profilesUnmerged(
  departure: Departure,
  live: ReadonlyMap<string, FoldedProfile>,
  reason: 'hub' | 'late_link',
  event: ChunkEvent,
): PendingActivity[] {
  const { from, to, identifiers } = departure;
  return [from, to].map((profileId) => ({
    kind: 'profiles_unmerged',
    profileId,
    causedBy: { type: 'unmerge', event },
    fields:
      `,"from":"${from}","to":"${to}","identifiers":${JSON.stringify(namesOf(identifiers))},"reason":"${reason}"` +
      `,"profile":${live.get(profileId)?.start.text ?? 'null'}`,
  }));
}

/** The bus message. The event's own text is carried on as it came; nothing is parsed or built twice. */
export function activityMessage(pending: PendingActivity, revision: number): OutgoingMessage {
  const { kind, profileId, causedBy, fields } = pending;
  const { event } = causedBy.event;
  const head = {
    v: 1,
    id: activityIdOf(profileId, revision, kind),
    kind,
    workspaceId: event.workspaceId,
    profileId,
    revision,
    cause: { type: causedBy.type, eventId: event.id },
    occurredAt: event.timestamp,
    mode: event.mode,
  };
  return {
    topic: topics.profileActivity,
    key: recordKey(event.workspaceId, profileId),
    value: `${JSON.stringify(head).slice(0, -1)}${fields}}`,
    headers: { [headerNames.workspace]: event.workspaceId },
  };
}

function changesText(changes: readonly TraitChange[]): string {
  return changes.length === 0 ? '[]' : JSON.stringify(changes);
}

function namesOf(nodes: readonly IdentityNode[]): string[] {
  return nodes.filter((node) => node.seen).map(({ type, value }) => `${type}:${value}`);
}
