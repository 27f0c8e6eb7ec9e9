import { type FieldFault, limits } from '@rapport/kernel';
import { isDateFormat } from './read-date.js';
import { isNumberFormat } from './read-number.js';
import {
  canBeUnset,
  type ColumnMapping,
  identifies,
  type ImportKind,
  type ImportMapping,
  isTextField,
  pathOfTarget,
  targetsOf,
} from './mapping.js';

const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Everything that keeps a mapping from being used with this file, each with the field of the request's body. */
export function faultsOfMapping(
  mapping: ImportMapping,
  columns: readonly string[],
  kind: ImportKind,
): FieldFault[] {
  const faults = mapping.columns.flatMap((one, index) =>
    faultsOfColumn(one, columns, kind).map(({ field, ...rest }) => ({
      ...rest,
      field: `columns[${index}].${field}`,
    })),
  );
  faults.push(...clashesOf(mapping.columns, kind));
  if (kind === 'events' && mapping.onExisting !== 'update') {
    faults.push({ field: 'onExisting', rule: 'enum', message: 'must be update: events are added to people' });
  }
  if (!mapping.columns.some(({ to }) => identifies(to))) {
    faults.push({
      field: 'columns',
      rule: 'required',
      message: 'must map a column to userId, anonymousId or email',
    });
  }
  return faults;
}

function faultsOfColumn(one: ColumnMapping, columns: readonly string[], kind: ImportKind): FieldFault[] {
  const faults: FieldFault[] = [];
  const fault = (field: string, rule: string, message: string): void => {
    faults.push({ field, rule, message });
  };
  if (!columns.includes(one.column)) fault('column', 'enum', 'must be the name of a column of the file');
  const path = pathOfTarget(one.to, kind);
  if (!path) fault('to', 'enum', `must be one of ${targetsOf(kind)}`);
  else if (path.some((name) => forbidden.has(name)))
    fault('to', 'forbidden_key', 'holds a name that is not allowed');
  else if (path.length > limits.depth - 1) fault('to', 'too_deep', 'is nested too deeply');
  else if (path.some((name) => name.length > limits.keyLength)) {
    fault('to', 'max_length', `must hold names of at most ${limits.keyLength} characters`);
  }
  if (isTextField(one.to, kind) && one.type !== 'string') {
    fault('type', 'enum', 'must be string for this target');
  }
  if (one.to === 'timestamp' && one.type !== 'datetime' && one.type !== 'date') {
    fault('type', 'enum', 'must be datetime or date for the timestamp');
  }
  if (one.format !== null && !fits(one.type, one.format)) {
    fault('format', 'format', messageOfFormat(one.type));
  }
  if (one.onEmpty === 'unset' && !canBeUnset(one.to)) {
    fault('onEmpty', 'enum', 'must be skip: only traits can be unset');
  }
  return faults;
}

function fits(type: ColumnMapping['type'], format: string): boolean {
  if (type === 'number') return isNumberFormat(format);
  return (type === 'date' || type === 'datetime') && isDateFormat(format, type);
}

function messageOfFormat(type: ColumnMapping['type']): string {
  if (type === 'number') return 'must be 1234.56, 1,234.56 or 1.234,56';
  return type === 'date' || type === 'datetime'
    ? 'must be made of YYYY, MM and DD (a datetime of HH, mm and ss too), or be epoch_seconds or epoch_ms'
    : 'is for numbers, dates and datetimes only';
}

/** Two columns must not write to one place, nor one inside another's value. */
function clashesOf(columns: readonly ColumnMapping[], kind: ImportKind): FieldFault[] {
  const taken: string[] = [];
  return columns.flatMap(({ to }, index) => {
    const place = `${(pathOfTarget(to, kind) ?? [to]).join('.')}.`;
    const clashes = taken.some((other) => place.startsWith(other) || other.startsWith(place));
    taken.push(place);
    if (!clashes) return [];
    return [
      { field: `columns[${index}].to`, rule: 'duplicate', message: 'is written to by another column too' },
    ];
  });
}
