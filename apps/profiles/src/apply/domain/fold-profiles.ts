import type { JsonValue, TraitChange } from '@rapport/contracts';
import type { IdentityNode } from './evidence.js';
import { nameOf } from './grouping.js';
import type { Moment } from './moment.js';
import { noTraits, ProfileSnapshotText, storedTraits } from './profile-snapshot.js';
import { factsOfNodes, type ProfileFacts, type TraitFacts } from './project-profile.js';
import { changesBetween, type Register, TraitFold } from './trait-fold.js';

/** A profile as it was written last. */
export interface StoredProfile {
  id: string;
  userId: string | null;
  email: string | null;
  phone: string | null;
  name: string | null;
  locale: string | null;
  timeZone: string | null;
  /** JSON text. */
  traits: string;
  traitLimit: boolean;
  firstSeenMs: number;
  lastSeenMs: number;
  createdMs: number;
}

/** A live profile that the chunk concerns. */
export interface ConcernedProfile {
  id: string;
  nodes: IdentityNode[];
  /** Identifiers with a past came or went. */
  membershipChanged: boolean;
  /** Held by some profile before the chunk. */
  existedBefore: boolean;
}

/** An identify, reduced to what the fold needs. */
export interface TraitWrite {
  nodeId: string;
  moment: Moment;
  traits: Readonly<Record<string, JsonValue>>;
}

/** What came of one profile. */
export interface FoldedProfile extends ConcernedProfile {
  stored: StoredProfile | undefined;
  /** Traits that changed because identifiers came or went, before any event of the chunk spoke. */
  identityChanges: TraitChange[];
  /** After that. */
  start: ProfileSnapshotText;
  /** Of every event in order: what it changed, and the profile after it. */
  steps: { changes: TraitChange[]; after: ProfileSnapshotText }[];
  end: ProfileSnapshotText;
  registers: Set<Register>;
  /** Who set a trait last; known of profiles whose identifiers came or went. */
  winnerOf: (trait: string) => Register | undefined;
}

/** Groups the nodes that the chunk concerns into the profiles they are in now. */
export function concernedProfiles(
  nodes: Iterable<IdentityNode>,
  eventProfiles: ReadonlySet<string>,
): ConcernedProfile[] {
  const concerned = new Set(eventProfiles);
  const changed = new Set<string>();
  const members = new Map<string, IdentityNode[]>();
  for (const node of nodes) {
    const { profileId, before, fresh, sighting } = node;
    if (profileId !== null) members.set(profileId, [...(members.get(profileId) ?? []), node]);
    const moved = before.profileId !== null && before.profileId !== profileId;
    if (moved && before.profileId !== null) changed.add(before.profileId);
    if (moved && profileId !== null) changed.add(profileId);
    if (profileId !== null && (fresh || sighting.dirty || node.seen !== before.seen))
      concerned.add(profileId);
  }
  return [...new Set([...concerned, ...changed])].flatMap((id) => {
    const own = members.get(id);
    if (!own) return [];
    const existedBefore = own.some((node) => node.before.profileId !== null);
    return [{ id, nodes: own, membershipChanged: changed.has(id), existedBefore }];
  });
}

/**
 * Folds one profile: over all its registers when identifiers came or went, then event by event.
 * @param writes one per event of the profile, in order; undefined for events that set no traits
 * @param groups the customer's ids of its groups after the chunk
 */
export function foldProfile(
  profile: ConcernedProfile,
  stored: ReadonlyMap<string, StoredProfile>,
  registers: readonly Register[],
  writes: readonly (TraitWrite | undefined)[],
  groups: string[],
): FoldedProfile {
  const facts = factsOfNodes(profile.nodes, groups);
  const before = baseOf(profile, stored);
  const fold = new TraitFold(registers);
  let traits = before ? storedTraits(before.traits, before.traitLimit) : noTraits;
  let identityChanges: TraitChange[] = [];
  if (profile.membershipChanged) {
    const visible = fold.visible();
    identityChanges = changesBetween(traits.values, visible.values);
    traits = visible;
  }
  const start = new ProfileSnapshotText(
    facts,
    traits,
    profile.membershipChanged ? undefined : knownFacts(before, facts),
  );
  const changedRegisters = new Set<Register>();
  const steps: FoldedProfile['steps'] = [];
  let current = start;
  for (const write of writes) {
    let changes: TraitChange[] = [];
    if (write) {
      for (const [key, value] of Object.entries(write.traits)) {
        const register = fold.set(write.nodeId, key, value, write.moment);
        if (register) changedRegisters.add(register);
      }
      const visible = fold.visible();
      changes = changesBetween(current.traits.values, visible.values);
      if (changes.length > 0 || visible.limited !== current.traits.limited) {
        current = new ProfileSnapshotText(facts, visible);
      }
    }
    steps.push({ changes, after: current });
  }
  return {
    ...profile,
    stored: stored.get(profile.id),
    identityChanges,
    start,
    steps,
    end: current,
    registers: changedRegisters,
    winnerOf: (trait) => fold.winnerOf(trait),
  };
}

/** While the context's locale and zone are those that were stored, nothing of the stored row can differ. */
function knownFacts(stored: StoredProfile | undefined, facts: ProfileFacts): TraitFacts | undefined {
  if (!stored || stored.locale !== facts.contextLocale || stored.timeZone !== facts.contextTimeZone)
    return undefined;
  return stored;
}

/** What the traits are compared with: the profile itself, or the one that lives on under this id. */
function baseOf(
  { id, nodes }: ConcernedProfile,
  stored: ReadonlyMap<string, StoredProfile>,
): StoredProfile | undefined {
  const own = stored.get(id);
  if (own) return own;
  const former = nameOf(nodes.filter((node) => node.before.profileId !== null))?.before.profileId;
  return former ? stored.get(former) : undefined;
}

/** True when the stored row no longer says what is true. An identical identify changes nothing. */
export function differsFromStored({ stored, end, identityChanges, steps }: FoldedProfile): boolean {
  if (!stored) return true;
  const { facts, traitFacts } = end;
  return (
    identityChanges.length > 0 ||
    steps.some((step) => step.changes.length > 0) ||
    stored.traitLimit !== end.traits.limited ||
    stored.userId !== facts.userId ||
    stored.email !== facts.email ||
    stored.phone !== traitFacts.phone ||
    stored.name !== traitFacts.name ||
    stored.locale !== end.locale ||
    stored.timeZone !== end.timeZone ||
    stored.firstSeenMs !== facts.firstSeenMs ||
    stored.createdMs !== facts.createdMs
  );
}
