/** A queue in which owners take turns, however much one of them has put in. */
export class FairQueue<Item> {
  private readonly owners = new Map<string, Item[]>();

  /** @param first before what the owner has waiting: it had its turn begun already */
  push(owner: string, item: Item, first = false): void {
    const items = this.owners.get(owner);
    if (!items) this.owners.set(owner, [item]);
    else if (first) items.unshift(item);
    else items.push(item);
  }

  get isEmpty(): boolean {
    return this.owners.size === 0;
  }

  next(): Item | undefined {
    const turn = this.owners.entries().next();
    if (turn.done) return undefined;
    const [owner, items] = turn.value;
    const item = items.shift();
    this.owners.delete(owner);
    if (items.length > 0) this.owners.set(owner, items);
    return item;
  }

  /** Takes out what `isOver` says. */
  remove(isOver: (item: Item) => boolean): Item[] {
    const removed: Item[] = [];
    for (const [owner, items] of this.owners) {
      const kept = items.filter((item) => !isOver(item));
      removed.push(...items.filter(isOver));
      if (kept.length > 0) this.owners.set(owner, kept);
      else this.owners.delete(owner);
    }
    return removed;
  }
}
