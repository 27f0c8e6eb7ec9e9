/** One list of things that happened, newest first, as far as it was read. */
export interface Reading<Item extends { at: string }> {
  items: readonly Item[];
  /** Older ones exist that were not read yet. */
  more: boolean;
}

export interface Merged<Item> {
  items: Item[];
  /** Of each list, how many items were read but cannot be shown yet. */
  waiting: number[];
}

/**
 * One timeline from several lists. It ends where one of them has to be read further: below that place a gap would look as
 * if nothing had happened. So what is shown never changes its order, and reading on only adds below it. Of one instant, the
 * list that comes first stands above.
 */
export function mergeTimeline<Item extends { at: string }>(lists: readonly Reading<Item>[]): Merged<Item> {
  const heads = lists.map(() => 0);
  const items: Item[] = [];
  for (;;) {
    const next = newestHead(lists, heads);
    if (next === undefined) break;
    items.push(next.item);
    heads[next.list] = next.place + 1;
  }
  return { items, waiting: lists.map((list, n) => list.items.length - (heads[n] ?? 0)) };
}

function newestHead<Item extends { at: string }>(lists: readonly Reading<Item>[], heads: readonly number[]) {
  let newest: { item: Item; list: number; place: number } | undefined;
  for (const [n, { items, more }] of lists.entries()) {
    const place = heads[n] ?? 0;
    const item = items[place];
    if (item === undefined) {
      if (more) return undefined;
    } else if (newest === undefined || item.at > newest.item.at) newest = { item, list: n, place };
  }
  return newest;
}

/** The lists that must be read on so that at least `count` more items can be shown, if there are so many. */
export function toReadOn(
  lists: readonly { more: boolean }[],
  waiting: readonly number[],
  count: number,
): number[] {
  return lists.flatMap((list, n) => (list.more && (waiting[n] ?? 0) < count ? [n] : []));
}
