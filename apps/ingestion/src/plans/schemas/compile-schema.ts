import type { JsonValue } from '@rapport/contracts';
import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import { mostFaults } from '../domain/compiled-plan.js';
import type { SchemaCheck, SchemaFault } from '../domain/compiled-plan.js';
import { formats } from './formats.js';
import { linearRegex } from './linear-regex.js';
import { newAjv } from './new-ajv.js';
import type { ReadSchema } from './read-schema.js';
import { faultsOf } from './schema-faults.js';

const options: Options = {
  meta: false,
  validateSchema: false,
  addUsedSchema: false,
  // Without it, `required: ["toString"]` would hold of everything.
  ownProperties: true,
  formats: { ...formats },
  code: { regExp: Object.assign(linearRegex, { code: 'linearRegex' }) },
};

/** Values of an event times keywords of the schema, above which an event's faults are not listed: each takes memory. */
const mostListed = 200_000;
const tooLarge: SchemaFault = {
  type: 'invalid_value',
  path: [],
  message: 'does not follow the schema, and is too large to say where',
  whole: true,
};

/**
 * Compiles what `readSchema` returned. Two functions of it: the first says whether a value is valid and stops at the first
 * fault, which is all that nearly every event needs; the other lists the faults.
 */
export function compileSchema({ schema, keywords }: Pick<ReadSchema, 'schema' | 'keywords'>): SchemaCheck {
  const isValid = newAjv({ ...options, allErrors: false }).compile(schema);
  const list: ValidateFunction = newAjv({ ...options, allErrors: true }).compile(schema);
  return (value) => {
    if (isValid(value)) return [];
    if (countValues(value) * keywords > mostListed) return [tooLarge];
    list(value);
    const errors: ErrorObject[] = list.errors ?? [];
    // Kept by the function until its next call otherwise.
    list.errors = null;
    return faultsOf(errors, value).slice(0, mostFaults);
  };
}

function countValues(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 1;
  let count = 1;
  for (const held of Object.values(value)) count += countValues(held);
  return count;
}
