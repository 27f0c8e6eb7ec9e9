import type { LinkChanges } from './absorb.js';
import { linkMoment, type Pair } from './evidence.js';
import type { IdentityPolicy } from './identity-policy.js';
import { inWalkOrder, type OrderedPair, touchesHub } from './walk.js';

/** A connected component of all links, refused ones included, but for those that touch a hub (identity.md 3.12). */
export interface Cluster {
  /** Hash of one of its nodes. */
  readonly id: string;
  /** Order of its newest link. */
  last: Buffer | null;
  nodeCount: number;
}

/** Clusters that the chunk's links connect, and what has to happen to them. Parts do not influence each other. */
export interface WalkPart {
  clusterIds: Set<string>;
  /** New links in walk order. */
  links: OrderedPair[];
  /** False: every link comes after all that was walked, so that the walk only goes on. True: walk it all again. */
  again: boolean;
  /** A node of it has become a hub. */
  hub: boolean;
}

/**
 * Sorts the changed links into parts and decides which of them must be walked from the start: those with a link into the
 * past, an older moment for a known link, a link taken back, a changed alias class or a new hub.
 * @param walkAgain ids of clusters that must be walked again whatever the links say, as one
 */
export function planWalks(
  changes: LinkChanges,
  clusters: ReadonlyMap<string, Cluster>,
  policy: IdentityPolicy,
  walkAgain: readonly string[] = [],
): WalkPart[] {
  const parts = new Parts();
  const [first] = walkAgain;
  for (const id of walkAgain) parts.connect(first ?? id, id).again = true;
  for (const hub of changes.newHubs) {
    const part = parts.of(hub.clusterId);
    part.again = true;
    part.hub = true;
  }
  for (const { anchor, node } of changes.aliases) {
    parts.connect(anchor.clusterId, node.clusterId).again = true;
  }
  const links = changes.links.filter((pair) => !touchesHub(pair));
  for (const pair of links) {
    if (linkMoment(pair, policy)) continue;
    parts.connect(pair.anchor.clusterId, pair.node.clusterId).again = true;
  }
  for (const ordered of inWalkOrder(links, (pair) => linkMoment(pair, policy))) {
    const { anchor, node } = ordered.pair;
    const part = parts.connect(anchor.clusterId, node.clusterId);
    part.links.push(ordered);
    if (!isAppended(ordered, clusters)) part.again = true;
  }
  return parts.all();
}

function isAppended({ pair, order }: OrderedPair, clusters: ReadonlyMap<string, Cluster>): boolean {
  if (pair.before?.link) return false;
  return endsOf(pair).every((clusterId) => {
    const last = clusters.get(clusterId)?.last;
    return !last || Buffer.compare(order, last) > 0;
  });
}

function endsOf({ anchor, node }: Pair): string[] {
  return [anchor.clusterId, node.clusterId];
}

class Parts {
  private readonly byCluster = new Map<string, WalkPart>();

  of(clusterId: string): WalkPart {
    let part = this.byCluster.get(clusterId);
    if (!part) {
      part = { clusterIds: new Set([clusterId]), links: [], again: false, hub: false };
      this.byCluster.set(clusterId, part);
    }
    return part;
  }

  connect(a: string, b: string): WalkPart {
    const left = this.of(a);
    const right = this.of(b);
    if (left === right) return left;
    const [into, from] = left.clusterIds.size < right.clusterIds.size ? [right, left] : [left, right];
    for (const id of from.clusterIds) {
      into.clusterIds.add(id);
      this.byCluster.set(id, into);
    }
    into.links = into.links.concat(from.links).sort((x, y) => Buffer.compare(x.order, y.order));
    into.again ||= from.again;
    into.hub ||= from.hub;
    return into;
  }

  all(): WalkPart[] {
    return [...new Set(this.byCluster.values())];
  }
}
