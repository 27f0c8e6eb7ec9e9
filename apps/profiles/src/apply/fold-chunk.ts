import { groupBy } from '@rapport/kernel';
import type { ChunkGroups } from '../groups/groups-of-chunk.js';
import {
  eventApplied,
  type PendingActivity,
  profilesMerged,
  profilesUnmerged,
  traitsChanged,
} from './activity-messages.js';
import type { ChunkEvent, WorkspaceChunk } from './chunk.js';
import {
  type ConcernedProfile,
  concernedProfiles,
  type FoldedProfile,
  foldProfile,
  type StoredProfile,
  type TraitWrite,
} from './domain/fold-profiles.js';
import { type Transitions, transitionsOf } from './domain/profile-transitions.js';
import type { Register } from './domain/trait-fold.js';
import type { Occasion } from './occasion.js';
import type { ResolvedChunk } from './resolve-identities.js';

/** One workspace's share of a chunk, between identity and the fold: what has to be read. */
export interface FoldPlan {
  chunk: WorkspaceChunk;
  newHub: boolean;
  profiles: ConcernedProfile[];
  transitions: Transitions;
  eventsOf: Map<string, ChunkEvent[]>;
  /** Ids whose rows are needed: those concerned, and those that were live before. */
  profileIds: Set<string>;
  /** Nodes whose registers are needed. */
  nodeIds: Set<string>;
}

export interface AppliedEvent {
  source: ChunkEvent;
  anchorId: string;
  refusedLinks: { type: string; value: string; reason: string }[];
}

export interface FoldResult {
  chunk: WorkspaceChunk;
  profiles: FoldedProfile[];
  transitions: Transitions;
  events: AppliedEvent[];
  activity: PendingActivity[];
  newHub: boolean;
  /** What a change of this profile's identifiers is put down to. */
  occasionOf: (profileId: string) => Occasion;
}

export function planFold({ chunk, newHub }: ResolvedChunk): FoldPlan {
  const eventsOf = groupBy(chunk.events, (event) => profileOf(chunk, event));
  const nodes = [...chunk.evidence.nodes.values()];
  const profiles = concernedProfiles(nodes, new Set(eventsOf.keys()));
  const profileIds = new Set(profiles.map((profile) => profile.id));
  const nodeIds = new Set<string>();
  for (const profile of profiles) {
    const refolded = profile.membershipChanged || eventsOf.get(profile.id)?.some(setsTraits);
    for (const { id, fresh, before } of profile.nodes) {
      if (before.profileId !== null) profileIds.add(before.profileId);
      if (refolded && !fresh) nodeIds.add(id);
    }
  }
  return { chunk, newHub, profiles, transitions: transitionsOf(nodes), eventsOf, profileIds, nodeIds };
}

/** Folds every profile concerned, and says what happened, in the order of identity.md 9. */
export function foldChunk(
  plan: FoldPlan,
  stored: ReadonlyMap<string, StoredProfile>,
  registers: ReadonlyMap<string, Register[]>,
  { groupsOf }: Pick<ChunkGroups, 'groupsOf'>,
): FoldResult {
  const { chunk, transitions, eventsOf } = plan;
  const folded = plan.profiles.map((profile) => {
    const events = eventsOf.get(profile.id) ?? [];
    const own = profile.nodes.flatMap((node) => registers.get(node.id) ?? []);
    const groups = groupsOf(chunk.workspaceId, profile.nodes);
    return foldProfile(profile, stored, own, events.map(traitWriteOf), groups);
  });
  const live = new Map(folded.map((profile) => [profile.id, profile]));
  const events = chunk.events.map((source) => appliedEvent(chunk, source));
  const occasionOf = chunk.decision ? always({ decision: chunk.decision }) : lastEventAbout(chunk, live);
  const activity = [
    ...identityActivity(plan, live, occasionOf),
    ...eventActivity(chunk, events, live),
    ...foldActivity(plan, folded, occasionOf),
  ];
  return { chunk, profiles: folded, transitions, events, activity, newHub: plan.newHub, occasionOf };
}

function appliedEvent(chunk: WorkspaceChunk, source: ChunkEvent): AppliedEvent {
  const [anchor, ...others] = source.identifiers.map(({ id }) => chunk.node(id));
  if (!anchor) throw new Error('an event without an anchor reached the fold');
  const refusedLinks = others.flatMap((node) => {
    const verdict = chunk.evidence.pairOf(anchor, node).edges.get('event')?.verdict;
    const reason = verdict?.split(':')[0] ?? '';
    return reason.startsWith('refused') ? [{ type: node.type, value: node.value, reason }] : [];
  });
  return { source, anchorId: anchor.id, refusedLinks };
}

function identityActivity(
  { chunk: { workspaceId }, transitions, newHub }: FoldPlan,
  live: ReadonlyMap<string, FoldedProfile>,
  occasionOf: FoldResult['occasionOf'],
): PendingActivity[] {
  const merged = [...groupBy(transitions.merges, (merge) => merge.into)].flatMap(([into, merges]) => {
    const profile = live.get(into);
    return profile ? profilesMerged(workspaceId, profile, merges, occasionOf(into)) : [];
  });
  const unmerged = transitions.departures.flatMap((departure) =>
    profilesUnmerged(workspaceId, departure, live, newHub, occasionOf(departure.to)),
  );
  return [...merged, ...unmerged];
}

function eventActivity(
  chunk: WorkspaceChunk,
  events: readonly AppliedEvent[],
  live: ReadonlyMap<string, FoldedProfile>,
): PendingActivity[] {
  const applied = new Map<string, number>();
  return events.flatMap(({ source, refusedLinks }) => {
    const profile = live.get(profileOf(chunk, source));
    const number = profile ? (applied.get(profile.id) ?? 0) : 0;
    const step = profile?.steps[number];
    if (!profile || !step) return [];
    applied.set(profile.id, number + 1);
    return [eventApplied(source, profile, step, number === 0 && !profile.existedBefore, refusedLinks)];
  });
}

function foldActivity(
  { chunk: { workspaceId }, transitions: { merges } }: FoldPlan,
  folded: readonly FoldedProfile[],
  occasionOf: FoldResult['occasionOf'],
): PendingActivity[] {
  const survivors = new Set(merges.map((merge) => merge.into));
  return folded.flatMap((profile) => {
    const wasLive = profile.stored !== undefined || survivors.has(profile.id);
    if (profile.identityChanges.length === 0 || !wasLive) return [];
    const type = survivors.has(profile.id) ? 'merge' : 'unmerge';
    return [traitsChanged(workspaceId, profile, type, occasionOf(profile.id))];
  });
}

/** The newest event of the chunk that names an identifier of the profile; else the chunk's last. */
function lastEventAbout(
  { events }: WorkspaceChunk,
  live: ReadonlyMap<string, FoldedProfile>,
): FoldResult['occasionOf'] {
  const positions = new Map<string, number>();
  events.forEach(({ identifiers, aliases }, position) => {
    for (const { id } of identifiers) positions.set(id, position);
    for (const { identifier } of aliases) positions.set(identifier.id, position);
  });
  return (profileId) => {
    const nodes = live.get(profileId)?.nodes ?? [];
    const event = events[Math.max(-1, ...nodes.map((node) => positions.get(node.id) ?? -1))] ?? events.at(-1);
    if (!event) throw new Error('a chunk without events changed a profile');
    return { event };
  };
}

function always<T>(value: T): () => T {
  return () => value;
}

function profileOf(chunk: WorkspaceChunk, { identifiers }: ChunkEvent): string {
  const profileId = identifiers[0] && chunk.node(identifiers[0].id).profileId;
  if (!profileId) throw new Error('the anchor of an event is in no profile');
  return profileId;
}

function setsTraits({ event }: ChunkEvent): boolean {
  return event.type === 'identify' && event.traits !== null;
}

function traitWriteOf(source: ChunkEvent): TraitWrite | undefined {
  const { event, identifiers, moment } = source;
  if (!setsTraits(source) || !event.traits || !identifiers[0]) return undefined;
  return { nodeId: identifiers[0].id, moment, traits: event.traits };
}
