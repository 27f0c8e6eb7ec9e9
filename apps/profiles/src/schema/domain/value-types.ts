import type { JsonValue } from '@rapport/contracts';

/**
 * What a value can be, as the schema tells it: the types of JSON, whole numbers apart from others, and texts that are an
 * ISO 8601 date or instant apart from other texts, because conditions and tracking plans treat them differently.
 */
export const valueTypes = [
  'string',
  'date_time',
  'integer',
  'number',
  'boolean',
  'null',
  'object',
  'array',
] as const;
export type ValueType = (typeof valueTypes)[number];

const isoMoment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

export function typeOfValue(value: JsonValue): ValueType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
      return isoMoment.test(value) && !Number.isNaN(Date.parse(value)) ? 'date_time' : 'string';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'object';
  }
}
