import type { FieldFault } from '@rapport/kernel';
import { fieldOfPath } from '@rapport/kernel';
import type { ValidationError } from 'class-validator';
import { ruleOf } from './rule-of-constraint.js';

/** class-validator's errors as field faults, in the order of the DTO. Values are never repeated. */
export function faultsOf(
  errors: readonly ValidationError[],
  path: readonly (string | number)[] = [],
): FieldFault[] {
  return errors.flatMap((error) => {
    const place = [...path, propertyOf(error, path)];
    const own = error.constraints ? [faultOf(error, error.constraints, place)] : [];
    return [...own, ...faultsOf(error.children ?? [], place)];
  });
}

/** Items of arrays arrive under their index as text. */
function propertyOf(error: ValidationError, path: readonly unknown[]): string | number {
  const inArray = path.length > 0 && Array.isArray(error.target);
  return inArray ? Number(error.property) : error.property;
}

function faultOf(
  error: ValidationError,
  constraints: Record<string, string>,
  path: readonly (string | number)[],
): FieldFault {
  const field = fieldOfPath(path);
  const { rule, constraint } = ruleOf(Object.keys(constraints));
  if (rule === 'unknown_field') return { field, rule, message: 'is not a field of this object' };
  if (error.value === undefined) return { field, rule: 'required', message: 'is required' };
  return { field, rule, message: withoutProperty(constraints[constraint] ?? '', error.property) };
}

/** `name must be a string` → `must be a string`: the field stands beside it. */
function withoutProperty(message: string, property: string): string {
  return message
    .replace(`each value in ${property} `, 'each value ')
    .replace(`nested property ${property} `, '')
    .replace(`${property} `, '');
}
