import type { BranchStep, DelayStep, ExitStep, JourneyStep, MessageStep } from '@rapport/contracts';

/**
 * The definition is a graph of keys; people read and edit a list with nested lists. The two are kept equal: whatever the
 * list cannot nest stands in it as a `jump` ("go on at …") or an `end`, so nothing is lost by opening a journey.
 */
export interface SimpleItem {
  kind: 'step';
  step: DelayStep | MessageStep | ExitStep;
}
export interface BranchItem {
  kind: 'branch';
  step: BranchStep;
  /** One list per branch, in the order of `step.branches`. */
  arms: Item[][];
  otherwise: Item[];
}
export interface JumpItem {
  kind: 'jump';
  to: string;
}
export interface EndItem {
  kind: 'end';
}
export type Item = SimpleItem | BranchItem | JumpItem | EndItem;

export interface JourneyTree {
  items: Item[];
  /** Steps that nothing leads to. */
  loose: JourneyStep[];
}

type Key = string | null;
type Graph = Map<string, JourneyStep>;

export function toTree(start: string | undefined, steps: readonly JourneyStep[]): JourneyTree {
  const graph: Graph = new Map(steps.map((step) => [step.key, step]));
  const placed = new Set<string>();
  const items = sequence(graph, placed, start ?? null, null);
  return { items, loose: steps.filter((step) => !placed.has(step.key)) };
}

/** `after` is where the surrounding list goes on; a path that arrives there has nothing more to say. */
function sequence(graph: Graph, placed: Set<string>, from: Key, after: Key): Item[] {
  const items: Item[] = [];
  let key = from;
  while (key !== after) {
    if (key === null) return [...items, { kind: 'end' }];
    const step = graph.get(key);
    if (!step || placed.has(key)) return [...items, { kind: 'jump', to: key }];
    placed.add(key);
    if (step.kind !== 'branch') {
      items.push({ kind: 'step', step });
      if (step.kind === 'exit') return items;
      key = step.next ?? null;
      continue;
    }
    const nexts = [...step.branches.map((branch) => branch.next ?? null), step.otherwise.next ?? null];
    const join = meetingPoint(graph, nexts, placed) ?? after;
    const [otherwise = [], ...arms] = [nexts.at(-1) ?? null, ...nexts.slice(0, -1)].map((next) =>
      sequence(graph, placed, next, join),
    );
    items.push({ kind: 'branch', step, arms, otherwise });
    key = join;
  }
  return items;
}

/** The first step that the paths of a branch share; paths that end in an exit do not count. */
function meetingPoint(graph: Graph, nexts: Key[], placed: Set<string>): Key {
  const reaches = nexts.map((next) => reachable(graph, next));
  const open = reaches.filter((reach, index) => nexts[index] === null || !reach.onlyExits);
  if (open.length === 1) return free(open[0]?.keys[0], placed);
  const counts = new Map<string, number>();
  for (const { keys } of open) for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if (most < 2) return null;
  const shared = [...counts].filter(([, count]) => count === most).map(([key]) => key);
  return free(shared[0], placed);
}

function free(key: string | undefined, placed: Set<string>): Key {
  return key !== undefined && !placed.has(key) ? key : null;
}

function reachable(graph: Graph, from: Key): { keys: string[]; onlyExits: boolean } {
  const keys: string[] = [];
  const seen = new Set<string>();
  let onlyExits = true;
  const visit = (key: Key | undefined): void => {
    const step = key ? graph.get(key) : undefined;
    if (!step) {
      onlyExits = false;
      return;
    }
    if (seen.has(step.key)) return;
    seen.add(step.key);
    keys.push(step.key);
    if (step.kind === 'exit') return;
    for (const next of nextsOf(step)) visit(next);
  };
  visit(from);
  return { keys, onlyExits };
}

function nextsOf(step: Exclude<JourneyStep, ExitStep>): (string | null | undefined)[] {
  if (step.kind !== 'branch') return [step.next];
  return [...step.branches.map((branch) => branch.next), step.otherwise.next];
}

export function toSteps(tree: JourneyTree): { start: string | undefined; steps: JourneyStep[] } {
  const steps: JourneyStep[] = [];
  const start = link(tree.items, null, steps);
  return { start: start ?? undefined, steps: [...steps, ...tree.loose] };
}

/** Writes the items from the last to the first, because each names its successor; answers the key of the first. */
function link(items: readonly Item[], after: Key, steps: JourneyStep[]): Key {
  const written: JourneyStep[] = [];
  let next = after;
  for (const item of [...items].reverse()) {
    const inner: JourneyStep[] = [];
    switch (item.kind) {
      case 'step':
        written.unshift(item.step.kind === 'exit' ? item.step : { ...item.step, next });
        next = item.step.key;
        break;
      case 'branch': {
        const branches = item.step.branches.map((branch, index) => ({
          ...branch,
          next: link(item.arms[index] ?? [], next, inner),
        }));
        const otherwise = { next: link(item.otherwise, next, inner) };
        written.unshift({ ...item.step, branches, otherwise }, ...inner);
        next = item.step.key;
        break;
      }
      case 'jump':
        next = item.to;
        break;
      case 'end':
        next = null;
    }
  }
  steps.push(...written);
  return next;
}
