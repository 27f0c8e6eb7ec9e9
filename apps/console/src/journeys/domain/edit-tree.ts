import type { BranchStep, JourneyStep } from '@rapport/contracts';
import type { BranchItem, Item, JourneyTree, SimpleItem } from './journey-tree';

/** Names one list of the tree: the journey's own, or one path of a branch. */
export type ListId = 'root' | `${string}/${number}` | `${string}/otherwise`;

type ListEdit = (items: Item[]) => Item[];

function editLists(items: Item[], list: ListId, here: ListId, edit: ListEdit): Item[] {
  const own = here === list ? edit(items) : items;
  return own.map((item) => {
    if (item.kind !== 'branch') return item;
    const { key } = item.step;
    return {
      ...item,
      arms: item.arms.map((arm, index) => editLists(arm, list, `${key}/${index}`, edit)),
      otherwise: editLists(item.otherwise, list, `${key}/otherwise`, edit),
    };
  });
}

function editList(tree: JourneyTree, list: ListId, edit: ListEdit): JourneyTree {
  return { ...tree, items: editLists(tree.items, list, 'root', edit) };
}

export function insertItem(
  tree: JourneyTree,
  list: ListId,
  index: number,
  item: SimpleItem | BranchItem,
): JourneyTree {
  return editList(tree, list, (items) => items.toSpliced(index, 0, item));
}

/** What jumps to the removed steps ends there instead: a jump to nowhere cannot be published. */
export function removeItem(tree: JourneyTree, list: ListId, index: number): JourneyTree {
  const removed = new Set<string>();
  const without = editList(tree, list, (items) => {
    const item = items[index];
    if (item) keysOf([item]).forEach((key) => removed.add(key));
    return items.toSpliced(index, 1);
  });
  return { ...without, items: endJumpsTo(without.items, removed) };
}

function endJumpsTo(items: Item[], removed: ReadonlySet<string>): Item[] {
  return items.map((item) => {
    if (item.kind === 'jump') return removed.has(item.to) ? { kind: 'end' } : item;
    if (item.kind !== 'branch') return item;
    return {
      ...item,
      arms: item.arms.map((arm) => endJumpsTo(arm, removed)),
      otherwise: endJumpsTo(item.otherwise, removed),
    };
  });
}

export function moveItem(tree: JourneyTree, list: ListId, index: number, by: -1 | 1): JourneyTree {
  return editList(tree, list, (items) => {
    const item = items[index];
    if (!item || !items[index + by]) return items;
    return items.toSpliced(index, 1).toSpliced(index + by, 0, item);
  });
}

/** Steps keep their place; only what they say changes. The paths of a branch follow its `branches`. */
export function replaceStep(tree: JourneyTree, step: JourneyStep): JourneyTree {
  const replace = (items: Item[]): Item[] =>
    items.map((item): Item => {
      if (item.kind === 'step')
        return item.step.key === step.key && step.kind !== 'branch' ? { kind: 'step', step } : item;
      if (item.kind !== 'branch') return item;
      const arms = item.arms.map(replace);
      const otherwise = replace(item.otherwise);
      if (item.step.key !== step.key || step.kind !== 'branch') return { ...item, arms, otherwise };
      return { kind: 'branch', step, arms: followBranches(item.step, step, arms), otherwise };
    });
  return { ...tree, items: replace(tree.items) };
}

function followBranches(before: BranchStep, after: BranchStep, arms: Item[][]): Item[][] {
  return after.branches.map((branch) => {
    const index = before.branches.findIndex((one) => one.key === branch.key);
    return arms[index] ?? [];
  });
}

export function removeLoose(tree: JourneyTree, key: string): JourneyTree {
  return { ...tree, loose: tree.loose.filter((step) => step.key !== key) };
}

export function keysOf(items: readonly Item[]): string[] {
  return items.flatMap((item) => {
    if (item.kind === 'step') return [item.step.key];
    if (item.kind !== 'branch') return [];
    return [item.step.key, ...item.arms.flatMap(keysOf), ...keysOf(item.otherwise)];
  });
}

/** `message`, `message_2` …: stable across versions, so never reused while it stands. */
export function freshKey(tree: JourneyTree, stem: string): string {
  const taken = new Set([...keysOf(tree.items), ...tree.loose.map((step) => step.key)]);
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? stem : `${stem}_${n}`;
    if (!taken.has(key)) return key;
  }
}
