import { headerNames, recordKey, topics, type TraitChange } from '@rapport/contracts';
import type { OutgoingMessage } from '@rapport/event-bus';
import type { ChunkEvent } from './chunk.js';
import { activityIdOf } from './derive-ids.js';
import type { IdentityNode } from './domain/evidence.js';
import type { FoldedProfile } from './domain/fold-profiles.js';
import type { Departure, Merge } from './domain/profile-transitions.js';
import { causeOf, circumstancesOf, type Occasion, splitReasonOf } from './occasion.js';

/** A message that only lacks its revision, which is drawn once it is known how many there are. */
export interface PendingActivity {
  kind: 'event_applied' | 'traits_changed' | 'groups_changed' | 'profiles_merged' | 'profiles_unmerged';
  profileId: string;
  workspaceId: string;
  causedBy: { type: 'event' | 'merge' | 'unmerge'; occasion: Occasion };
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
    workspaceId: event.event.workspaceId,
    causedBy: { type: 'event', occasion: { event } },
    fields:
      `,"event":${event.text},"anchor":${JSON.stringify({ type: anchor?.type, value: anchor?.value })}` +
      `,"created":${created},"changes":${changesText(step.changes)},"refusedLinks":${JSON.stringify(refusedLinks)}` +
      `,"profile":${step.after.text}`,
  };
}

export function traitsChanged(
  workspaceId: string,
  profile: FoldedProfile,
  type: 'merge' | 'unmerge',
  occasion: Occasion,
): PendingActivity {
  return {
    kind: 'traits_changed',
    profileId: profile.id,
    workspaceId,
    causedBy: { type, occasion },
    fields: `,"changes":${changesText(profile.identityChanges)},"profile":${profile.start.text}`,
  };
}

/** One on the key of the survivor, one on the key of each retired id, which closes that stream. */
export function profilesMerged(
  workspaceId: string,
  into: FoldedProfile,
  merges: readonly Merge[],
  occasion: Occasion,
): PendingActivity[] {
  const from = merges.map((merge) => merge.from);
  const identifiers = namesOf(merges.flatMap((merge) => merge.identifiers));
  const fields =
    `,"into":"${into.id}","from":${JSON.stringify(from)},"identifiers":${JSON.stringify(identifiers)}` +
    `,"changes":${changesText(into.identityChanges)},"profile":${into.start.text}`;
  return [into.id, ...from].map((profileId) => ({
    kind: 'profiles_merged',
    profileId,
    workspaceId,
    causedBy: { type: 'merge', occasion },
    fields,
  }));
}

export function profilesUnmerged(
  workspaceId: string,
  departure: Departure,
  live: ReadonlyMap<string, FoldedProfile>,
  newHub: boolean,
  occasion: Occasion,
): PendingActivity[] {
  const { from, to, identifiers } = departure;
  const reason = splitReasonOf(occasion, newHub);
  return [from, to].map((profileId) => ({
    kind: 'profiles_unmerged',
    profileId,
    workspaceId,
    causedBy: { type: 'unmerge', occasion },
    fields:
      `,"from":"${from}","to":"${to}","identifiers":${JSON.stringify(namesOf(identifiers))},"reason":"${reason}"` +
      `,"profile":${live.get(profileId)?.start.text ?? 'null'}`,
  }));
}

/** The bus message. The event's own text is carried on as it came; nothing is parsed or built twice. */
export function activityMessage(pending: PendingActivity, revision: number): OutgoingMessage {
  const { kind, profileId, workspaceId, causedBy, fields } = pending;
  const head = {
    v: 1,
    id: activityIdOf(profileId, revision, kind),
    kind,
    workspaceId,
    profileId,
    revision,
    cause: causeOf(causedBy.type, causedBy.occasion),
    ...circumstancesOf(causedBy.occasion),
  };
  return {
    topic: topics.profileActivity,
    key: recordKey(workspaceId, profileId),
    value: `${JSON.stringify(head).slice(0, -1)}${fields}}`,
    headers: { [headerNames.workspace]: workspaceId },
  };
}

function changesText(changes: readonly TraitChange[]): string {
  return changes.length === 0 ? '[]' : JSON.stringify(changes);
}

function namesOf(nodes: readonly IdentityNode[]): string[] {
  return nodes.filter((node) => node.seen).map(({ type, value }) => `${type}:${value}`);
}
