import { isBefore, type Moment } from '../../../apply/domain/moment.js';

/** A link that joined two groups when it was walked. */
export interface JoiningLink {
  anchorId: string;
  nodeId: string;
  moment: Moment;
}

/**
 * By which link each identifier hangs on the one that names the profile: joining links form a tree, and the answer is the
 * first step of the way back to its root. Of several kinds of one pair the oldest counts.
 * @returns by node id; what names the profile hangs by nothing
 */
export function hangingLinks<Link extends JoiningLink>(
  rootId: string | undefined,
  links: readonly Link[],
): Map<string, Link> {
  const hanging = new Map<string, Link>();
  if (rootId === undefined) return hanging;
  const around = new Map<string, { link: Link; other: string }[]>();
  const add = (at: string, link: Link, other: string): void => {
    around.set(at, [...(around.get(at) ?? []), { link, other }]);
  };
  for (const link of [...links].sort((a, b) => (isBefore(a.moment, b.moment) ? -1 : 1))) {
    add(link.anchorId, link, link.nodeId);
    add(link.nodeId, link, link.anchorId);
  }
  const reached = new Set([rootId]);
  for (const at of reached) {
    for (const { link, other } of around.get(at) ?? []) {
      if (reached.has(other)) continue;
      reached.add(other);
      hanging.set(other, link);
    }
  }
  return hanging;
}
