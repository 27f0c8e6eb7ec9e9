import type { Identifier } from '@rapport/kernel';
import { compareStrength } from '../../apply/domain/collect-identifiers.js';
import type { Verdict } from '../../apply/domain/evidence.js';

/** An identifier of one of the two, as the tables hold it. */
export interface HeldIdentifier extends Identifier {
  /** uuid of the node. */
  id: string;
  /** Hex of the moment at which it was first seen; null when nothing carried it yet. */
  seen: string | null;
}

export interface MergeLink {
  anchor: HeldIdentifier;
  node: HeldIdentifier;
}

/**
 * The link that joins two people (identity.md 7.1): between their user ids when both have one, else between the identifiers
 * that name them; from the stronger to the weaker.
 */
export function mergeLink(left: readonly HeldIdentifier[], right: readonly HeldIdentifier[]): MergeLink {
  const users = [oldestOf(left, 'user_id'), oldestOf(right, 'user_id')];
  const [a = oldestOf(left), b = oldestOf(right)] = users.every((one) => one) ? users : [];
  if (!a || !b) throw new Error('a profile without an observed identifier');
  return compareStrength(a, b) <= 0 ? { anchor: a, node: b } : { anchor: b, node: a };
}

/** Of one type, or the one that names the profile (identity.md 3.7). */
function oldestOf(identifiers: readonly HeldIdentifier[], type?: string): HeldIdentifier | undefined {
  let oldest: HeldIdentifier | undefined;
  for (const one of identifiers) {
    if (one.seen === null || (type !== undefined && one.type !== type)) continue;
    if (!oldest?.seen || one.seen < oldest.seen) oldest = one;
    else if (one.seen === oldest.seen && compareStrength(one, oldest) < 0) oldest = one;
  }
  return oldest;
}

export interface Obstacle {
  verdict: string;
  /** Of `refused_limit`: the type of which there would be too many. */
  type: string | null;
  /** `type:value` of what is in the way. */
  identifiers: string[];
}

/** What keeps two people apart, in words and as data. */
export function obstacleOf(
  verdict: Verdict | null,
  link: MergeLink,
  held: readonly HeldIdentifier[],
): { detail: string; obstacle: Obstacle } {
  const [kind, type = null] = (verdict ?? 'refused').split(/:(.*)/s, 2);
  const named = (all: readonly Identifier[]): string[] => all.map((one) => `${one.type}:${one.value}`);
  switch (kind) {
    case 'refused_limit':
      return {
        detail: `Together they would hold more identifiers of type ${type} than one person may.`,
        obstacle: { verdict: kind, type, identifiers: named(held.filter((one) => one.type === type)) },
      };
    case 'refused_alias_limit':
      return {
        detail: 'Together they would hold more user ids than one person may.',
        obstacle: { verdict: kind, type: 'user_id', identifiers: named(held.filter(isUserId)) },
      };
    case 'refused_hub':
      return {
        detail: 'One of them is a shared identifier that many user ids use: it belongs to nobody.',
        obstacle: { verdict: kind, type: null, identifiers: named([link.anchor, link.node]) },
      };
    default:
      return {
        detail: 'They were separated by hand. Lift the separation first.',
        obstacle: { verdict: kind ?? 'refused_separated', type: null, identifiers: [] },
      };
  }
}

function isUserId({ type }: Identifier): boolean {
  return type === 'user_id';
}
