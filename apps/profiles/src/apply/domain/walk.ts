import { aliasMoment, linkMoment, type Pair, setAliasVerdict, setLinkVerdict } from './evidence.js';
import type { Grouping } from './grouping.js';
import type { IdentityPolicy } from './identity-policy.js';
import type { Moment } from './moment.js';

const end = Buffer.from([0]);

/**
 * Where a link stands in the walk: by moment, then by name. Bytes, because a messageId, a type and a value hold no NUL: the
 * terminators keep the order of the tuple.
 */
export function walkOrder(moment: Moment, { anchor, node }: Pick<Pair, 'anchor' | 'node'>): Buffer {
  const names = [anchor.type, anchor.value, node.type, node.value].flatMap((text) => [
    Buffer.from(text),
    end,
  ]);
  return Buffer.concat([moment, end, ...names]);
}

export interface OrderedPair {
  pair: Pair;
  order: Buffer;
}

/** The pairs that have such a moment, in walk order. */
export function inWalkOrder(
  pairs: Iterable<Pair>,
  momentOfPair: (pair: Pair) => Moment | undefined,
): OrderedPair[] {
  const ordered: OrderedPair[] = [];
  for (const pair of pairs) {
    const moment = momentOfPair(pair);
    if (moment) ordered.push({ pair, order: walkOrder(moment, pair) });
  }
  return ordered.sort((a, b) => Buffer.compare(a.order, b.order));
}

/**
 * The full walk over nodes that stand alone so far: first the alias edges, then the links, each once, oldest first
 * (identity.md 3.6). Leaves a verdict on every edge that counts.
 * @returns the order of the newest link that was walked; null when there was none
 */
export function walk(pairs: readonly Pair[], grouping: Grouping, policy: IdentityPolicy): Buffer | null {
  for (const { pair } of inWalkOrder(pairs, (one) => aliasMoment(one, policy))) {
    setAliasVerdict(pair, policy, grouping.joinAlias(pair.anchor, pair.node));
  }
  let last: Buffer | null = null;
  for (const { pair, order } of inWalkOrder(pairs, (one) => linkMoment(one, policy))) {
    if (touchesHub(pair)) {
      setLinkVerdict(pair, policy, 'refused_hub');
      continue;
    }
    setLinkVerdict(pair, policy, grouping.joinLink(pair.anchor, pair.node));
    last = order;
  }
  return last;
}

export function touchesHub({ anchor, node }: Pair): boolean {
  return anchor.isHub || node.isHub;
}
