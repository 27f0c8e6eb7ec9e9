import type { JsonValue } from '@rapport/contracts';
import type { JsonPath } from '@rapport/kernel';
import type { ErrorObject } from 'ajv';
import type { SchemaFault } from '../domain/compiled-plan.js';

const longestMessage = 200;

/** Words below which a schema may fail without the whole failing; their own error says it. */
const branches = new Set(['anyOf', 'oneOf', 'not', 'if', 'contains', 'propertyNames']);
/** Words under which names stand, which may look like words. */
const named = new Set(['properties', 'patternProperties', 'dependencies']);

/** The errors of ajv as faults of the value, by place; none repeats what another says, none holds anything of the value. */
export function faultsOf(errors: readonly ErrorObject[], value: JsonValue): SchemaFault[] {
  const faults = new Map<string, SchemaFault>();
  for (const error of errors) {
    if (error.keyword === 'if' || isOfBranch(error.schemaPath)) continue;
    const fault = faultOf(error, pathOf(error.instancePath, value));
    const key = JSON.stringify([fault.type, fault.path]);
    if (!faults.has(key)) faults.set(key, fault);
  }
  return [...faults.values()];
}

function faultOf(error: ErrorObject, path: JsonPath): SchemaFault {
  const params = error.params as Record<string, string>;
  switch (error.keyword) {
    case 'required':
    case 'dependencies':
      return {
        type: 'missing_property',
        path: [...path, params.missingProperty ?? ''],
        message: 'is required',
      };
    case 'additionalProperties':
      return {
        type: 'unplanned_property',
        path: [...path, params.additionalProperty ?? ''],
        message: 'is not planned',
      };
    case 'propertyNames':
      return {
        type: 'invalid_value',
        path: [...path, params.propertyName ?? ''],
        message: 'has a name that is not allowed',
      };
    case 'false schema':
      return { type: 'invalid_value', path, message: 'is not allowed' };
    default:
      return {
        type: error.keyword === 'type' ? 'wrong_type' : 'invalid_value',
        path,
        message: (error.message ?? 'is not valid').slice(0, longestMessage).toWellFormed(),
      };
  }
}

function isOfBranch(schemaPath: string): boolean {
  const parts = schemaPath.split('/').slice(1, -1);
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] ?? '';
    if (branches.has(part)) return true;
    if (named.has(part)) index++;
  }
  return false;
}

/** A JSON pointer with the indexes of arrays as numbers. */
export function pathOf(pointer: string, value: JsonValue): JsonPath {
  const path: (string | number)[] = [];
  let at: unknown = value;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(at) ? Number(name) : name;
    path.push(step);
    at = (at as Record<string | number, unknown> | null | undefined)?.[step];
  }
  return path;
}
