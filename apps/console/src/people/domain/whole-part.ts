import type { Condition, ObjectCondition } from '@rapport/contracts';

/**
 * Everything that somebody is still writing is left out; undefined when nothing is left.
 * @param objectTypes keys of those that there are: another one is being written; undefined when that is not known
 */
export function wholePart(
  condition: Condition | undefined,
  objectTypes: readonly string[] | undefined,
): Condition | undefined {
  if (condition === undefined) return undefined;
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const conditions = condition.conditions.flatMap((one) => wholePart(one, objectTypes) ?? []);
      return conditions.length > 0 ? { ...condition, conditions } : undefined;
    }
    case 'not': {
      const inner = wholePart(condition.condition, objectTypes);
      return inner && { ...condition, condition: inner };
    }
    case 'trait':
    case 'group_trait':
      return isWritten(condition.trait, condition.value) ? condition : undefined;
    case 'property':
      return isWritten(condition.property, condition.value) ? condition : undefined;
    case 'object':
      return isKnown(condition.objectType, objectTypes) ? wholeObject(condition, objectTypes) : undefined;
    default:
      return condition;
  }
}

function wholeObject(
  { where, ...object }: ObjectCondition,
  objectTypes: readonly string[] | undefined,
): Condition {
  const whole = wholePart(where, objectTypes);
  return whole ? { ...object, where: whole } : object;
}

function isKnown(type: string, objectTypes: readonly string[] | undefined): boolean {
  return objectTypes ? objectTypes.includes(type) : type !== '';
}

/** An operator without a value has none at all; one that is being written is empty. */
function isWritten(name: string, value: unknown): boolean {
  return name.trim() !== '' && value !== '' && !(Array.isArray(value) && value.length === 0);
}
