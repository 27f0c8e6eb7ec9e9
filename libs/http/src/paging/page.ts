/** A page of a list (api.md 2.3). */
export interface Page<Item> {
  data: Item[];
  nextCursor: string | null;
}

/**
 * Makes a page of rows that were read with `LIMIT limit + 1`: the surplus row only says that there is more.
 * @param cursorOf the position right after an item, by `encodeCursor`
 */
export function pageOf<Item>(
  rows: readonly Item[],
  limit: number,
  cursorOf: (last: Item) => string,
): Page<Item> {
  const data = rows.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}

export function mapPage<A, B>(page: Page<A>, map: (item: A) => B): Page<B> {
  return { data: page.data.map(map), nextCursor: page.nextCursor };
}
