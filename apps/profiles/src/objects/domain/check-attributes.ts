import type { AttributeType, JsonObject, JsonValue } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import { type Attribute, objectLimits } from './object-type.js';

const isoMoment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** What is wrong with the attributes of an object, by the fields of its type. null leaves an attribute without a value. */
export function faultsOfAttributes(
  given: unknown,
  attributes: readonly Attribute[],
  path: string,
): FieldFault[] {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return [{ field: path, rule: 'type', message: 'must be an object' }];
  }
  const types = new Map(attributes.map(({ name, type }) => [name, type]));
  return Object.entries(given as JsonObject).flatMap(([name, value]) => {
    const field = `${path}.${name}`;
    const type = types.get(name);
    if (!type) return [{ field, rule: 'unknown_field', message: 'is no attribute of this type' }];
    const fault = value === null ? undefined : faultOf(value, type);
    return fault ? [{ field, ...fault }] : [];
  });
}

function faultOf(value: JsonValue, type: AttributeType): Omit<FieldFault, 'field'> | undefined {
  const wrong = (message: string) => ({ rule: 'type', message });
  switch (type) {
    case 'number':
      return typeof value === 'number' ? undefined : wrong('must be a number');
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong('must be true or false');
    case 'date':
      return isMoment(value)
        ? undefined
        : wrong('must be an ISO 8601 date or an instant with Z or an offset');
    case 'string':
      if (typeof value !== 'string') return wrong('must be a text');
      if (value.length > objectLimits.textLength) {
        return { rule: 'max_length', message: `must have at most ${objectLimits.textLength} characters` };
      }
      if (value.includes('\0') || !value.isWellFormed())
        return { rule: 'format', message: 'must be proper text' };
      return undefined;
  }
}

function isMoment(value: JsonValue): boolean {
  if (typeof value !== 'string' || !isoMoment.test(value)) return false;
  const day = value.slice(0, 10);
  const parsed = Date.parse(`${day}T00:00:00Z`);
  return (
    !Number.isNaN(parsed) &&
    new Date(parsed).toISOString().startsWith(day) &&
    !Number.isNaN(Date.parse(value))
  );
}
