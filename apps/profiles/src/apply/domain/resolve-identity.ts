import { groupBy } from '@rapport/kernel';
import { type Evidence, type LinkChanges } from './absorb.js';
import { aliasMoment, type IdentityNode, linkMoment, type Pair, setLinkVerdict } from './evidence.js';
import { Grouping, nameOf } from './grouping.js';
import type { Cluster, WalkPart } from './plan-walks.js';
import { touchesHub, walk } from './walk.js';

/** What became of the clusters. */
export interface ClusterChanges {
  /** New or with another newest link or size. */
  saved: Cluster[];
  removed: string[];
  /** Every node of `from` now belongs to `to`, also those that nobody loaded. */
  relabelled: { from: string; to: string }[];
}

/**
 * Brings the partition up to date after a chunk was absorbed, in the incremental form of identity.md 3.12: parts that must be
 * walked again are (all their nodes and edges are loaded), the others are appended to. Sets `clusterId` and `profileId` of the
 * nodes and the verdicts of the edges.
 */
export function resolveIdentity(
  evidence: Evidence,
  changes: LinkChanges,
  parts: readonly WalkPart[],
  clusters: Map<string, Cluster>,
): ClusterChanges {
  const outcome: ClusterChanges = { saved: [], removed: [], relabelled: [] };
  const grouping = presentGrouping(evidence);
  const touched = new Set<IdentityNode>(evidence.seenEarlier);
  for (const part of parts) {
    if (part.again) walkAgain(evidence, part, clusters, grouping, outcome, touched);
    else append(evidence, part, clusters, grouping, outcome, touched);
  }
  for (const pair of changes.links) {
    if (touchesHub(pair)) setLinkVerdict(pair, evidence.policy, 'refused_hub');
  }
  repeatVerdicts(evidence);
  for (const node of touched) nameGroup(grouping.of(node).nodes);
  return outcome;
}

/** The groups as they stood before the chunk; of every profile concerned, all nodes are loaded. */
function presentGrouping(evidence: Evidence): Grouping {
  const grouping = new Grouping(evidence.policy, evidence.separations);
  const held = [...evidence.nodes.values()].filter((node) => node.profileId !== null);
  for (const nodes of groupBy(held, (node) => node.profileId).values())
    if (nodes.length > 1) grouping.assume(nodes);
  return grouping;
}

function append(
  { policy }: Evidence,
  part: WalkPart,
  clusters: Map<string, Cluster>,
  grouping: Grouping,
  outcome: ClusterChanges,
  touched: Set<IdentityNode>,
): void {
  for (const { pair } of part.links) {
    const verdict = grouping.joinLink(pair.anchor, pair.node);
    setLinkVerdict(pair, policy, verdict);
    if (verdict === 'joined') touched.add(pair.anchor);
  }
  const members = [...part.clusterIds].flatMap((id) => clusters.get(id) ?? []);
  const into = members.reduce((a, b) => (isLarger(b, a) ? b : a));
  for (const from of members) {
    if (from === into) continue;
    into.nodeCount += from.nodeCount;
    clusters.delete(from.id);
    outcome.removed.push(from.id);
    outcome.relabelled.push({ from: from.id, to: into.id });
  }
  into.last = part.links.at(-1)?.order ?? into.last;
  outcome.saved.push(into);
}

function isLarger(a: Cluster, b: Cluster): boolean {
  return a.nodeCount > b.nodeCount || (a.nodeCount === b.nodeCount && a.id < b.id);
}

function walkAgain(
  evidence: Evidence,
  part: WalkPart,
  clusters: Map<string, Cluster>,
  grouping: Grouping,
  outcome: ClusterChanges,
  touched: Set<IdentityNode>,
): void {
  const nodes = [...evidence.nodes.values()].filter((node) => part.clusterIds.has(node.clusterId));
  const inside = new Set(nodes);
  const pairs = [...evidence.pairs.values()].filter(
    (pair) => inside.has(pair.anchor) || inside.has(pair.node),
  );
  for (const node of nodes) {
    grouping.assume([node]);
    touched.add(node);
  }
  const removed = new Set(part.clusterIds);
  for (const component of components(evidence, nodes, pairs)) {
    const ids = component.nodes.map((node) => node.id).sort();
    const id = ids.find((one) => removed.has(one)) ?? ids[0] ?? '';
    removed.delete(id);
    for (const node of component.nodes) node.clusterId = id;
    const last = walk(component.pairs, grouping, evidence.policy);
    const cluster = { id, last, nodeCount: ids.length };
    clusters.set(id, cluster);
    outcome.saved.push(cluster);
  }
  for (const id of removed) clusters.delete(id);
  outcome.removed.push(...removed);
}

/** The clusters that remain of these nodes once links that touch a hub are left out. */
function components(
  { policy }: Evidence,
  nodes: readonly IdentityNode[],
  pairs: readonly Pair[],
): { nodes: IdentityNode[]; pairs: Pair[] }[] {
  const neighbours = new Map<IdentityNode, { pairs: Pair[] }>(nodes.map((node) => [node, { pairs: [] }]));
  for (const pair of pairs) {
    const connects = aliasMoment(pair, policy) ?? (touchesHub(pair) ? undefined : linkMoment(pair, policy));
    if (!connects) {
      if (linkMoment(pair, policy)) setLinkVerdict(pair, policy, 'refused_hub');
      continue;
    }
    neighbours.get(pair.anchor)?.pairs.push(pair);
    neighbours.get(pair.node)?.pairs.push(pair);
  }
  const found: { nodes: IdentityNode[]; pairs: Pair[] }[] = [];
  const left = new Set(nodes);
  for (const start of nodes) {
    if (!left.delete(start)) continue;
    const component = { nodes: [start], pairs: new Set<Pair>() };
    for (const node of component.nodes) {
      for (const pair of neighbours.get(node)?.pairs ?? []) {
        component.pairs.add(pair);
        for (const end of [pair.anchor, pair.node]) if (left.delete(end)) component.nodes.push(end);
      }
    }
    found.push({ nodes: component.nodes, pairs: [...component.pairs] });
  }
  return found;
}

/** An edge added to a link that was there already bears the link's verdict. */
function repeatVerdicts({ pairs, policy }: Evidence): void {
  for (const pair of pairs.values()) {
    if (!pair.dirty) continue;
    const known = ['event', 'alias_anonymous', 'operator'] as const;
    const verdict = known.map((kind) => pair.edges.get(kind)?.verdict).find((one) => one);
    if (verdict) setLinkVerdict(pair, policy, verdict);
  }
}

function nameGroup(nodes: readonly IdentityNode[]): void {
  const profileId = nameOf(nodes)?.nameId ?? null;
  for (const node of nodes) node.profileId = profileId;
}
