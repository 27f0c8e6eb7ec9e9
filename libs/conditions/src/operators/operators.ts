import type { Operator } from '@rapport/contracts';
import { generalOperatorDefinitions } from './general.operators.js';
import { listOperatorDefinitions } from './list.operators.js';
import { numberOperatorDefinitions } from './number.operators.js';
import type { OperatorDefinition } from './operator.js';
import { textOperatorDefinitions } from './text.operators.js';
import { timeOperatorDefinitions } from './time.operators.js';

/** Every operator, in the order in which a form offers them. */
export const operatorDefinitions: readonly OperatorDefinition[] = [
  ...generalOperatorDefinitions,
  ...textOperatorDefinitions,
  ...numberOperatorDefinitions,
  ...timeOperatorDefinitions,
  ...listOperatorDefinitions,
];

const byName = new Map<string, OperatorDefinition>(
  operatorDefinitions.map((definition) => [definition.op, definition]),
);

export function findOperator(name: string): OperatorDefinition | undefined {
  return byName.get(name);
}

/** @throws when the condition was never parsed: a defect */
export function operatorOf(op: Operator): OperatorDefinition {
  const definition = byName.get(op);
  if (!definition) throw new Error(`operator ${op} has no definition`);
  return definition;
}
