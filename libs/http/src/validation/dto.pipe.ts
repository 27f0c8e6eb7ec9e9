import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { type FieldFault, ProblemError } from '@rapport/kernel';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { faultsOf } from './faults-of.js';

const plainTypes: ReadonlySet<unknown> = new Set([Object, String, Number, Boolean, Array, Buffer]);

/**
 * Checks bodies and queries against their DTO class: unknown fields are refused, nothing is coerced, all faults are told at
 * once. A query DTO turns its texts into numbers and lists by its own explicit decorators.
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  transform(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if (type === 'custom' || type === 'param' || !metatype || plainTypes.has(metatype) || data) return value;
    const instance: unknown = plainToInstance(metatype, { ...(value as object) });
    const errors = validateSync(instance as object, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
      validationError: { target: true, value: true },
    });
    const faults = faultsOf(errors);
    if (type === 'query') faults.push(...nulFaultsOf(value as object, faults));
    if (faults.length === 0) return instance;
    throw type === 'query' ? queryProblem(faults) : bodyProblem(faults);
  }
}

/** PostgreSQL has no text with U+0000: what would fail there as our defect is the caller's fault. Bodies are checked when read. */
function nulFaultsOf(query: object, told: readonly FieldFault[]): FieldFault[] {
  return Object.entries(query)
    .filter(([name, value]) => String(value).includes('\0') && !told.some(({ field }) => field === name))
    .map(([field]) => ({ field, rule: 'pattern', message: 'must not contain the character U+0000' }));
}

export function bodyProblem(errors: FieldFault[]): ProblemError {
  const onlyUnknown = errors.every((fault) => fault.rule === 'unknown_field');
  return new ProblemError(onlyUnknown ? 'unknown_field' : 'validation_failed', { errors });
}

export function queryProblem(faults: readonly FieldFault[]): ProblemError {
  const onlyUnknown = faults.every((fault) => fault.rule === 'unknown_field');
  const errors = faults.map(({ field, rule, message }) => ({
    field: `query.${field}`,
    rule: rule === 'unknown_field' ? 'unknown_parameter' : rule,
    message: rule === 'unknown_field' ? 'is not a parameter of this path' : message,
  }));
  if (!onlyUnknown && errors.length === 1 && errors[0]?.field === 'query.cursor') {
    return new ProblemError('invalid_cursor', { errors });
  }
  return new ProblemError(onlyUnknown ? 'unknown_parameter' : 'validation_failed', { errors });
}
