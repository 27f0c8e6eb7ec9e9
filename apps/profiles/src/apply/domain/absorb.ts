import { aliasMoment, type EdgeKind, type IdentityNode, linkMoment, type Pair } from './evidence.js';
import type { IdentityPolicy } from './identity-policy.js';
import { isBefore, type Moment } from './moment.js';

/** An event reduced to what identity is concerned with. */
export interface IdentityEvent {
  moment: Moment;
  /** Strongest first: the first is the anchor. */
  nodes: readonly IdentityNode[];
  /** What an alias names besides. */
  aliases: readonly { kind: EdgeKind; node: IdentityNode }[];
}

/** All that is known of a workspace's identifiers, as far as this chunk needs it. */
export class Evidence {
  readonly nodes = new Map<string, IdentityNode>();
  readonly pairs = new Map<string, Pair>();
  /** Nodes first observed, or observed earlier than known. */
  readonly seenEarlier = new Set<IdentityNode>();
  /** By node id: the separations that name it, and its part in each (identity.md 7.2). */
  readonly separations = new Map<string, Map<string, number>>();

  constructor(readonly policy: IdentityPolicy) {}

  /** States merge by minimum, so that neither order nor repetition matters (identity.md 3.5). */
  absorb(event: IdentityEvent): void {
    const [anchor] = event.nodes;
    if (!anchor) return;
    for (const node of event.nodes) {
      if (!node.seen || isBefore(event.moment, node.seen)) {
        node.seen = event.moment;
        this.seenEarlier.add(node);
      }
      if (node !== anchor) this.lower('event', anchor, node, event.moment);
    }
    for (const { kind, node } of event.aliases) this.lower(kind, anchor, node, event.moment);
  }

  /** The pair of two nodes, made when nothing is known of it. */
  pairOf(anchor: IdentityNode, node: IdentityNode): Pair {
    const key = `${anchor.id}>${node.id}`;
    let pair = this.pairs.get(key);
    if (!pair) {
      pair = { anchor, node, edges: new Map(), before: null, dirty: false };
      this.pairs.set(key, pair);
    }
    return pair;
  }

  separate(nodeId: string, separationId: string, part: number): void {
    const parts = this.separations.get(nodeId) ?? new Map<string, number>();
    this.separations.set(nodeId, parts.set(separationId, part));
  }

  /** An operator draws a link, or takes it back. One that was taken back and is drawn again counts from then on. */
  decide(anchor: IdentityNode, node: IdentityNode, moment: Moment, active: boolean): void {
    const pair = this.pairOf(anchor, node);
    const edge = pair.edges.get('operator');
    if ((edge?.active ?? false) === active) return;
    this.touch(pair);
    pair.edges.set('operator', { kind: 'operator', moment, verdict: null, active });
  }

  private lower(kind: EdgeKind, anchor: IdentityNode, node: IdentityNode, moment: Moment): void {
    const pair = this.pairOf(anchor, node);
    const edge = pair.edges.get(kind);
    if (edge && !isBefore(moment, edge.moment)) return;
    this.touch(pair);
    if (edge) edge.moment = moment;
    else pair.edges.set(kind, { kind, moment, verdict: null, active: true });
  }

  private touch(pair: Pair): void {
    pair.before ??= { link: linkMoment(pair, this.policy), alias: aliasMoment(pair, this.policy) };
    pair.dirty = true;
  }
}

/** What the chunk changed about links: what the identity work has to look at. */
export interface LinkChanges {
  /** Pairs whose link is new, older than known, or taken back. */
  links: Pair[];
  /** Pairs whose place in the alias walk is new, older than known, or gone. */
  aliases: Pair[];
  /** Nodes that reached the threshold. */
  newHubs: IdentityNode[];
}

/** Compares the evidence with what it was before the chunk, counts the user ids of each node and finds new hubs. */
export function findLinkChanges({ pairs, policy }: Evidence): LinkChanges {
  const changes: LinkChanges = { links: [], aliases: [], newHubs: [] };
  for (const pair of pairs.values()) {
    if (!pair.before) continue;
    const link = linkMoment(pair, policy);
    if (link !== pair.before.link) {
      changes.links.push(pair);
      if (!pair.before.link) countUser(pair, policy, changes.newHubs);
      else if (!link) discountUser(pair);
    }
    if (aliasMoment(pair, policy) !== pair.before.alias) changes.aliases.push(pair);
  }
  return changes;
}

/** Once a hub, always one: its count is not kept any more. */
function discountUser({ anchor, node }: Pair): void {
  if (anchor.type === 'user_id' && !node.isHub) node.userCount -= 1;
}

function countUser({ anchor, node }: Pair, policy: IdentityPolicy, newHubs: IdentityNode[]): void {
  if (anchor.type !== 'user_id' || node.isHub) return;
  node.userCount += 1;
  if (node.userCount < policy.hubThreshold) return;
  node.isHub = true;
  newHubs.push(node);
}
