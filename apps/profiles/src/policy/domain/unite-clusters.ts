/** Clusters that belong together once links between them count: the smallest id of each lot stands for it. */
export function uniteClusters(bridges: readonly (readonly [string, string])[]): Map<string, string[]> {
  const parents = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root))
      root = parent;
    for (let at = id; at !== root;) {
      const next = parents.get(at) ?? root;
      parents.set(at, root);
      at = next;
    }
    return root;
  };
  for (const [a, b] of bridges) {
    const [left, right] = [rootOf(a), rootOf(b)];
    const [into, from] = left < right ? [left, right] : [right, left];
    parents.set(into, into).set(from, into);
  }
  const lots = new Map<string, string[]>();
  for (const id of parents.keys()) {
    const root = rootOf(id);
    lots.set(root, [...(lots.get(root) ?? []), id]);
  }
  return lots;
}
