import type { Condition } from '@rapport/contracts';
import { andCondition } from './and.condition.js';
import type { ConditionKindDefinition, ConditionOf } from './condition-kind.js';
import { contextCondition } from './context.condition.js';
import { groupTraitCondition } from './group-trait.condition.js';
import { notCondition } from './not.condition.js';
import { objectCondition } from './object.condition.js';
import { orCondition } from './or.condition.js';
import { propertyCondition } from './property.condition.js';
import { traitCondition } from './trait.condition.js';

/** Every kind of this release: a new one is a file and a line here. */
const definitions: { [K in Condition['kind']]: ConditionKindDefinition<ConditionOf<K>> } = {
  and: andCondition,
  or: orCondition,
  not: notCondition,
  trait: traitCondition,
  context: contextCondition,
  property: propertyCondition,
  group_trait: groupTraitCondition,
  object: objectCondition,
};

/** The definition of a condition's own kind. */
export function definitionOf<C extends Condition>(condition: C): ConditionKindDefinition<C> {
  return definitions[condition.kind] as unknown as ConditionKindDefinition<C>;
}

export function findKind(kind: unknown): ConditionKindDefinition | undefined {
  if (typeof kind !== 'string' || !Object.hasOwn(definitions, kind)) return undefined;
  return definitions[kind as Condition['kind']];
}
