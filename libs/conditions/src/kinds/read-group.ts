import type { Condition } from '@rapport/contracts';
import type { ConditionReader, JsonRecord } from '../reader.js';

const maximumConditions = 50;

/** The list of an `and` or `or`. */
export function readGroup(
  input: JsonRecord,
  field: string,
  reader: ConditionReader,
): Condition[] | undefined {
  reader.onlyFields(input, field, ['kind', 'conditions']);
  const at = `${field}.conditions`;
  const { conditions } = input;
  if (conditions === undefined) {
    reader.fault(at, 'missing_field', 'is required');
    return undefined;
  }
  if (!Array.isArray(conditions)) {
    reader.fault(at, 'value_type', 'must be a list of conditions');
    return undefined;
  }
  if (conditions.length === 0) {
    reader.fault(at, 'empty_group', 'must hold at least one condition');
    return undefined;
  }
  if (conditions.length > maximumConditions) {
    reader.fault(at, 'too_many', `must hold at most ${maximumConditions} conditions`);
    return undefined;
  }
  const read = conditions.map((one: unknown, index) => reader.child(one, `${at}[${index}]`));
  return read.every((one) => one !== undefined) ? read : undefined;
}
