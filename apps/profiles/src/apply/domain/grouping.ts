import { compareStrength } from './collect-identifiers.js';
import type { IdentityNode, Verdict } from './evidence.js';
import { type IdentityPolicy, limitOf } from './identity-policy.js';

/** Identifiers that are one person. */
export interface Group {
  readonly nodes: IdentityNode[];
  /** Identifiers by type; an alias class of user ids counts as one. */
  readonly tally: Map<string, number>;
  /** Separations that name some of them, and the part they are in; absent when there is none. */
  parts?: Map<string, number>;
}

/** By node id: the separations that name it, and its part in each. */
export type Separations = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Which group every node is in, while a walk unites them. */
export class Grouping {
  private readonly groups = new Map<IdentityNode, Group>();

  constructor(
    private readonly policy: IdentityPolicy,
    private readonly separations: Separations = new Map(),
  ) {}

  /** Puts nodes that are known to be one person into one group. */
  assume(nodes: IdentityNode[]): void {
    const tally = new Map<string, number>();
    for (const { type } of nodes) {
      tally.set(type, type === 'user_id' ? 1 : (tally.get(type) ?? 0) + 1);
    }
    const group: Group = { nodes, tally };
    if (this.separations.size > 0) group.parts = this.partsOf(nodes);
    for (const node of nodes) this.groups.set(node, group);
  }

  knows(node: IdentityNode): boolean {
    return this.groups.has(node);
  }

  of(node: IdentityNode): Group {
    const group = this.groups.get(node);
    if (group) return group;
    this.assume([node]);
    return this.of(node);
  }

  /** One step of the alias walk: joins two classes of user ids, which go on to count as one. */
  joinAlias(a: IdentityNode, b: IdentityNode): Verdict {
    const left = this.of(a);
    const right = this.of(b);
    if (left === right) return 'already_joined';
    if (left.nodes.length + right.nodes.length > this.policy.largestAliasClass) return 'refused_alias_limit';
    if (areSeparated(left, right)) return 'refused_separated';
    this.unite(left, right).tally.set('user_id', 1);
    return 'joined';
  }

  /** One step of the link walk: joins two groups unless a limit forbids it. Hubs are the caller's to refuse. */
  joinLink(a: IdentityNode, b: IdentityNode): Verdict {
    const left = this.of(a);
    const right = this.of(b);
    if (left === right) return 'already_joined';
    const exceeded = this.exceededType(left, right);
    if (exceeded !== undefined) return `refused_limit:${exceeded}`;
    if (areSeparated(left, right)) return 'refused_separated';
    this.unite(left, right);
    return 'joined';
  }

  private partsOf(nodes: readonly IdentityNode[]): Map<string, number> {
    return new Map(nodes.flatMap(({ id }) => [...(this.separations.get(id) ?? [])]));
  }

  private exceededType(left: Group, right: Group): string | undefined {
    const [few, many] =
      left.tally.size < right.tally.size ? [left.tally, right.tally] : [right.tally, left.tally];
    let exceeded: string | undefined;
    for (const [type, count] of few) {
      const over = count + (many.get(type) ?? 0) > limitOf(this.policy, type) && many.has(type);
      if (over && (exceeded === undefined || type < exceeded)) exceeded = type;
    }
    return exceeded;
  }

  /** The smaller group moves, so that n unions cost n log n. */
  private unite(left: Group, right: Group): Group {
    const [into, from] = left.nodes.length < right.nodes.length ? [right, left] : [left, right];
    for (const node of from.nodes) {
      into.nodes.push(node);
      this.groups.set(node, into);
    }
    for (const [type, count] of from.tally) into.tally.set(type, (into.tally.get(type) ?? 0) + count);
    for (const [separation, part] of from.parts ?? []) into.parts?.set(separation, part);
    return into;
  }
}

function areSeparated({ parts: left }: Group, { parts: right }: Group): boolean {
  if (!left?.size || !right?.size) return false;
  return [...left].some(([separation, part]) => (right.get(separation) ?? part) !== part);
}

/** The node that names the profile of a group: the oldest seen, the strongest among equals (identity.md 3.7). */
export function nameOf(group: readonly IdentityNode[]): IdentityNode | undefined {
  let name: IdentityNode | undefined;
  for (const node of group) {
    if (node.seen && (!name || isOlderName(node, name))) name = node;
  }
  return name;
}

/** True when `a` was seen before `b`, or at the same moment and is stronger. Both are observed. */
export function isOlderName(a: IdentityNode, b: IdentityNode): boolean {
  if (!a.seen || !b.seen) return a.seen !== null;
  return (Buffer.compare(a.seen, b.seen) || compareStrength(a, b)) < 0;
}
