import type { IdentityNode } from './evidence.js';

/** A live id was retired: who looks for it finds `into`. */
export interface Merge {
  from: string;
  into: string;
  identifiers: IdentityNode[];
}

/** Identifiers left a profile for another one that is not its heir. */
export interface Departure {
  from: string;
  to: string;
  identifiers: IdentityNode[];
}

export interface Transitions {
  merges: Merge[];
  departures: Departure[];
}

/**
 * What the chunk did to profiles that were live before it. A profile is the hash of one of its nodes; if that node now names
 * nobody, the profile is retired and the node's new profile is its heir (identity.md 3.7 and 9).
 */
export function transitionsOf(nodes: Iterable<IdentityNode>): Transitions {
  const heirs = new Map<string, string>();
  const moves = new Map<string, Map<string, IdentityNode[]>>();
  for (const node of nodes) {
    const { profileId: from } = node.before;
    if (from === null || node.profileId === null) continue;
    if (node.nameId === from) heirs.set(from, node.profileId);
    if (node.profileId === from) continue;
    const targets = moves.get(from) ?? new Map<string, IdentityNode[]>();
    targets.set(node.profileId, [...(targets.get(node.profileId) ?? []), node]);
    moves.set(from, targets);
  }
  const transitions: Transitions = { merges: [], departures: [] };
  for (const [from, targets] of moves) {
    for (const [to, identifiers] of targets) {
      if (to === heirs.get(from)) transitions.merges.push({ from, into: to, identifiers });
      else transitions.departures.push({ from, to, identifiers });
    }
  }
  return transitions;
}
