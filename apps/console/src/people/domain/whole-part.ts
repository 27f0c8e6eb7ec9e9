import type { Condition } from '@rapport/contracts';

/** Everything that somebody is still writing is left out; undefined when nothing is left. */
export function wholePart(condition: Condition | undefined): Condition | undefined {
  if (condition === undefined) return undefined;
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const conditions = condition.conditions.flatMap((one) => wholePart(one) ?? []);
      return conditions.length > 0 ? { ...condition, conditions } : undefined;
    }
    case 'not': {
      const inner = wholePart(condition.condition);
      return inner && { ...condition, condition: inner };
    }
    case 'trait':
      return condition.trait.trim() !== '' && hasValue(condition.value) ? condition : undefined;
    default:
      return condition;
  }
}

/** An operator without a value has none at all; one that is being written is empty. */
function hasValue(value: unknown): boolean {
  return value !== '' && !(Array.isArray(value) && value.length === 0);
}
