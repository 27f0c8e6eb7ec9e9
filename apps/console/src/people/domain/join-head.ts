/** What was read of a list that grows at its top. */
export interface ReadSoFar<Item> {
  data: Item[];
  nextCursor: string | null;
}

/**
 * A list whose first page was read once more: what is new comes in, what changed is replaced, and what was read further down
 * stays. When more came than a page holds, nothing joins the two, and reading begins anew rather than leave a gap.
 */
export function joinHead<Item>(
  known: ReadSoFar<Item>,
  head: ReadSoFar<Item>,
  idOf: (item: Item) => string,
): ReadSoFar<Item> {
  if (head.nextCursor === null) return head;
  const fresh = new Set(head.data.map(idOf));
  const joint = known.data.findLastIndex((item) => fresh.has(idOf(item)));
  if (joint === -1) return head;
  return { data: [...head.data, ...known.data.slice(joint + 1)], nextCursor: known.nextCursor };
}
