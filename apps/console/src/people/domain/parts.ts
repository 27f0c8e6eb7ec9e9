/** To which of the two people an identifier goes; null: what events say of it decides. */
export type Side = 'first' | 'second' | null;
export type Parts = Readonly<Record<string, Side>>;

/** Who they were before a merge, as far as their identifiers are still here; all are the first one's when none is known. */
export function partsOfMerge(
  held: readonly string[],
  merge: { into: readonly string[]; from: readonly string[] } | undefined,
): Parts {
  const sideOf = (name: string): Side => {
    if (!merge || merge.into.includes(name)) return 'first';
    return merge.from.includes(name) ? 'second' : null;
  };
  return Object.fromEntries(held.map((name) => [name, sideOf(name)]));
}

/** As the API takes them; null while one of the two would have nothing. */
export function partsToSend(parts: Parts): [string[], string[]] | null {
  const of = (side: Side) =>
    Object.entries(parts)
      .filter(([, one]) => one === side)
      .map(([name]) => name);
  const [first, second] = [of('first'), of('second')];
  return first.length > 0 && second.length > 0 ? [first, second] : null;
}
