import type { Condition } from '@rapport/contracts';
import type { Dependencies } from './kinds/condition-kind.js';
import { definitionOf } from './kinds/kinds.js';
import type { EvaluationScope, Trace } from './trace.js';

/** Decides a condition that was read before, and says why. Never throws, whatever the traits and the event hold. */
export function evaluate(condition: Condition, scope: EvaluationScope): Trace {
  const definition = definitionOf(condition);
  const traces = definition.children(condition).map((child) => evaluate(child, scope));
  return definition.evaluate(condition, traces, scope, evaluate);
}

/** The next moment (epoch ms) at which time alone can change the answer; null when it cannot. */
export function nextChangeAt(condition: Condition, scope: EvaluationScope): number | null {
  return evaluate(condition, scope).changesAt;
}

/** What the condition looks at, so that only what can change it evaluates it again. */
export function dependenciesOf(...conditions: readonly Condition[]): Dependencies {
  const dependencies: Dependencies = {
    traits: new Set(),
    contextPaths: new Set(),
    eventPaths: new Set(),
    groupTraits: new Set(),
    objects: new Map(),
  };
  const note = (condition: Condition): void => {
    const definition = definitionOf(condition);
    definition.noteDependencies(condition, dependencies, dependenciesOf);
    definition.children(condition).forEach(note);
  };
  conditions.forEach(note);
  return dependencies;
}
