import type { JourneyStep } from '@rapport/contracts';
import { branchStep } from './branch.step.js';
import { delayStep } from './delay.step.js';
import { exitStep } from './exit.step.js';
import { messageStep } from './message.step.js';
import type { StepKindDefinition, StepOf } from './step-kind.js';

/** Every kind of this release: a new one is a file and a line here. */
const definitions: { [K in JourneyStep['kind']]: StepKindDefinition<StepOf<K>> } = {
  delay: delayStep,
  branch: branchStep,
  message: messageStep,
  exit: exitStep,
};

/** The definition of a step's own kind. */
export function definitionOf<S extends JourneyStep>(step: S): StepKindDefinition<S> {
  return definitions[step.kind] as unknown as StepKindDefinition<S>;
}

export function findStepKind(kind: unknown): StepKindDefinition | undefined {
  if (typeof kind !== 'string' || !Object.hasOwn(definitions, kind)) return undefined;
  return definitions[kind as JourneyStep['kind']];
}
