import type { JourneyDraft, JourneyStep } from '@rapport/contracts';
import type { Edge } from './steps/step-kind.js';
import { definitionOf } from './steps/steps.js';

/** Where each step leads; unknown targets are left out. */
export interface JourneyGraph {
  steps: ReadonlyMap<string, JourneyStep>;
  /** Position in `steps`, for field paths. */
  indexOf(key: string): number;
  edges(key: string): Edge[];
  reachable: ReadonlySet<string>;
}

export function graphOf(draft: JourneyDraft): JourneyGraph {
  const steps = new Map(draft.steps.map((step) => [step.key, step]));
  const positions = new Map(draft.steps.map((step, index) => [step.key, index]));
  const edges = (key: string): Edge[] => {
    const step = steps.get(key);
    return step ? definitionOf(step).edges(step) : [];
  };
  return {
    steps,
    indexOf: (key) => positions.get(key) ?? -1,
    edges,
    reachable: reachableFrom(draft.start, steps, edges),
  };
}

function reachableFrom(
  start: string | undefined,
  steps: ReadonlyMap<string, JourneyStep>,
  edges: (key: string) => Edge[],
): Set<string> {
  const reached = new Set<string>();
  const open = start !== undefined && steps.has(start) ? [start] : [];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (reached.has(key)) continue;
    reached.add(key);
    for (const { to } of edges(key)) if (to !== null && steps.has(to)) open.push(to);
  }
  return reached;
}

/** The edges that close a circle: found by one walk in depth from the start, so that cutting them all leaves none. */
export function closingEdges(graph: JourneyGraph): { step: string; edge: Edge }[] {
  const found: { step: string; edge: Edge }[] = [];
  const done = new Set<string>();
  const path = new Set<string>();
  const visit = (key: string): void => {
    path.add(key);
    for (const edge of graph.edges(key)) {
      if (edge.to === null || !graph.steps.has(edge.to)) continue;
      if (path.has(edge.to)) found.push({ step: key, edge });
      else if (!done.has(edge.to)) visit(edge.to);
    }
    path.delete(key);
    done.add(key);
  };
  for (const key of graph.steps.keys()) if (!done.has(key)) visit(key);
  return found;
}

/** The steps that every way from the start to `key` passes before it: those whose results are there for certain. */
export function certainBefore(graph: JourneyGraph, start: string, key: string): Set<string> {
  const certain = new Set<string>();
  for (const candidate of graph.reachable) {
    if (candidate === key) continue;
    if (candidate === start || !isReachableWithout(graph, start, key, candidate)) certain.add(candidate);
  }
  return certain;
}

function isReachableWithout(graph: JourneyGraph, start: string, key: string, without: string): boolean {
  const seen = new Set<string>([without]);
  const open = [start];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (one === key) return true;
    if (seen.has(one)) continue;
    seen.add(one);
    for (const { to } of graph.edges(one)) if (to !== null) open.push(to);
  }
  return false;
}
