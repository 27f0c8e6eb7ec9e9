import type { Identifier } from '@rapport/kernel';
import type { IdentityPolicy } from './identity-policy.js';
import { isBefore, type Moment } from './moment.js';
import type { Sighting } from './sighting.js';

/** An identifier of a workspace, and what is known of it. */
export interface IdentityNode extends Identifier {
  /** Keyed hash of the identifier, a uuid. */
  readonly id: string;
  /** What a profile is called when this node names it. */
  readonly nameId: string;
  /** The oldest moment at which an event carried it; null while only an alias named it (unobserved). */
  seen: Moment | null;
  clusterId: string;
  /** The profile that holds it; null for an unobserved node that is linked to nobody. */
  profileId: string | null;
  /** Distinct user ids that link to it, counted until it is a hub. */
  userCount: number;
  isHub: boolean;
  sighting: Sighting;
  /** Inserted by this very transaction. */
  readonly fresh: boolean;
  /** As it was before this chunk. */
  readonly before: NodeState;
}

/** What a chunk may change about a node's place. */
export interface NodeState {
  readonly seen: Moment | null;
  readonly clusterId: string;
  readonly profileId: string | null;
  readonly userCount: number;
  readonly isHub: boolean;
}

/** What one edge of evidence rests on (identity.md 3.5). `operator` is drawn by people, the others by events. */
export type EdgeKind = 'event' | 'alias_anonymous' | 'alias_user' | 'operator';

/** What the walk made of a link, kept so that a refusal can be explained. */
export type Verdict =
  | 'joined'
  | 'already_joined'
  | 'refused_hub'
  | 'refused_alias_limit'
  | 'refused_separated'
  | `refused_limit:${string}`;

export interface Edge {
  readonly kind: EdgeKind;
  moment: Moment;
  /** null for an edge that does not count under the policy, or not any more. */
  verdict: Verdict | null;
  /** False for an operator's link that was taken back. Events are never taken back. */
  active: boolean;
}

/** All edges of one pair (anchor, node), and how they counted before this chunk. */
export interface Pair {
  readonly anchor: IdentityNode;
  readonly node: IdentityNode;
  readonly edges: Map<EdgeKind, Edge>;
  /** Set when the chunk first touches the pair. */
  before: { link: Moment | undefined; alias: Moment | undefined } | null;
  /** Must be written. */
  dirty: boolean;
}

/** Kinds that draw a link under the policy. An edge between two user ids takes part in the alias walk instead. */
function linkKinds(pair: Pair, policy: IdentityPolicy): EdgeKind[] {
  const kinds: EdgeKind[] = ['event'];
  if (policy.aliasMode !== 'ignore') kinds.push('alias_anonymous');
  if (!joinsTwoUsers(pair)) kinds.push('operator');
  return kinds;
}

function aliasKinds(pair: Pair, policy: IdentityPolicy): EdgeKind[] {
  const kinds: EdgeKind[] = policy.aliasMode === 'merge_users' ? ['alias_user'] : [];
  if (joinsTwoUsers(pair)) kinds.push('operator');
  return kinds;
}

function joinsTwoUsers({ anchor, node }: Pair): boolean {
  return anchor.type === 'user_id' && node.type === 'user_id';
}

/** The smallest moment among the edges that make this pair a link; undefined when it is none. */
export function linkMoment(pair: Pair, policy: IdentityPolicy): Moment | undefined {
  return smallest(pair, linkKinds(pair, policy));
}

/** The smallest moment among the edges that let this pair join an alias class. */
export function aliasMoment(pair: Pair, policy: IdentityPolicy): Moment | undefined {
  return smallest(pair, aliasKinds(pair, policy));
}

export function setLinkVerdict(pair: Pair, policy: IdentityPolicy, verdict: Verdict): void {
  setVerdict(pair, linkKinds(pair, policy), verdict);
}

export function setAliasVerdict(pair: Pair, policy: IdentityPolicy, verdict: Verdict): void {
  setVerdict(pair, aliasKinds(pair, policy), verdict);
}

function smallest(pair: Pair, kinds: readonly EdgeKind[]): Moment | undefined {
  let least: Moment | undefined;
  for (const kind of kinds) {
    const edge = pair.edges.get(kind);
    if (edge?.active && (!least || isBefore(edge.moment, least))) least = edge.moment;
  }
  return least;
}

function setVerdict(pair: Pair, kinds: readonly EdgeKind[], verdict: Verdict): void {
  for (const kind of kinds) {
    const edge = pair.edges.get(kind);
    if (!edge?.active || edge.verdict === verdict) continue;
    edge.verdict = verdict;
    pair.dirty = true;
  }
}
