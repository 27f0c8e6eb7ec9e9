import type { ConditionValue, Scalar } from '@rapport/contracts';
import { isTimeZone, parseDuration } from '@rapport/kernel';
import { signedDuration, writtenMoment } from './moments.js';
import type { OperatorDefinition, ValueShape } from './operators/operator.js';
import { compilePattern } from './operators/text.operators.js';
import { parsePath } from './paths.js';
import { type ConditionReader, isRecord } from './reader.js';

const maximumText = 1024;
const maximumPattern = 256;
const maximumValues = 1_000;

/** Checks the `value` of an operator; undefined when there is none or it is faulty. */
export function readValue(
  value: unknown,
  field: string,
  operator: OperatorDefinition,
  reader: ConditionReader,
): ConditionValue | undefined {
  if (operator.value === 'none') {
    if (value !== undefined) reader.fault(field, 'value_not_allowed', `${operator.op} takes no value`);
    return undefined;
  }
  if (value === undefined || value === null) {
    reader.fault(field, 'value_missing', `${operator.op} needs a value`);
    return undefined;
  }
  if (isRecord(value)) return readReference(value, field, operator, reader);
  return literalReaders[operator.value](value, field, reader) ? (value as ConditionValue) : undefined;
}

/** Only the name of a zone that exists, or whose zone is meant. */
export function readTimeZone(value: unknown, field: string, reader: ConditionReader): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') {
    if (value === 'workspace' || value === 'profile' || isTimeZone(value)) return value;
  }
  reader.fault(field, 'bad_time_zone', 'must be workspace, profile or an IANA time zone');
  return undefined;
}

function readReference(
  value: Record<string, unknown>,
  field: string,
  operator: OperatorDefinition,
  reader: ConditionReader,
): ConditionValue | undefined {
  const [name, ...others] = Object.keys(value);
  if (others.length > 0 || (name !== 'now' && name !== 'ref')) {
    reader.fault(field, 'value_type', 'must be a literal, {"now": duration} or {"ref": path}');
    return undefined;
  }
  if (name === 'now') return readNow(value.now, field, operator, reader);
  if (reader.place === 'where') {
    reader.fault(field, 'not_allowed_here', 'ref is not allowed inside where: there is no run yet');
    return undefined;
  }
  if (reader.place === 'list') {
    reader.fault(field, 'not_allowed_here', 'ref is not allowed in the filter of a list: there is no run');
    return undefined;
  }
  if (operator.value === 'pattern') {
    reader.fault(field, 'value_type', `${operator.op} needs a literal pattern`);
    return undefined;
  }
  const path = value.ref;
  if (typeof path !== 'string' || !isContextPath(path) || path.includes('[]')) {
    reader.fault(`${field}.ref`, 'bad_path', 'must be a path such as event.properties.cart_id');
    return undefined;
  }
  if (reader.place === 'entry_filter' && !path.startsWith('event.')) {
    reader.fault(`${field}.ref`, 'not_allowed_here', 'only event. exists before a run begins');
    return undefined;
  }
  return { ref: path };
}

/** A path below one of the roots of a run's context. */
export function isContextPath(path: string): boolean {
  const segments = parsePath(path);
  const root = segments?.[0];
  return (
    segments !== undefined &&
    segments.length > 1 &&
    root?.each === false &&
    ['event', 'steps', 'data', 'journey'].includes(root.key)
  );
}

function readNow(
  value: unknown,
  field: string,
  operator: OperatorDefinition,
  reader: ConditionReader,
): ConditionValue | undefined {
  if (operator.value !== 'moment') {
    reader.fault(field, 'value_type', `${operator.op} takes no moment`);
    return undefined;
  }
  if (typeof value === 'string' && signedDuration(value)) return { now: value };
  reader.fault(`${field}.now`, 'bad_duration', 'must be an ISO 8601 duration such as -P3D');
  return undefined;
}

type LiteralReader = (value: unknown, field: string, reader: ConditionReader) => boolean;

const literalReaders: Record<Exclude<ValueShape, 'none'>, LiteralReader> = {
  scalar: readScalar,
  scalars: readScalars,
  text(value, field, reader) {
    if (typeof value === 'string') return readScalar(value, field, reader);
    reader.fault(field, 'value_type', 'must be a string');
    return false;
  },
  pattern: readPattern,
  number(value, field, reader) {
    if (typeof value === 'number') return true;
    reader.fault(field, 'value_type', 'must be a number');
    return false;
  },
  number_pair(value, field, reader) {
    const isPair = Array.isArray(value) && value.length === 2;
    if (isPair && value.every((one) => typeof one === 'number')) return true;
    reader.fault(field, 'value_type', 'must be a list of two numbers');
    return false;
  },
  moment: readMoment,
  duration(value, field, reader) {
    const isDuration = typeof value === 'string' && parseDuration(value) && signedDuration(value);
    if (isDuration) return true;
    reader.fault(field, 'bad_duration', 'must be an ISO 8601 duration such as P14D');
    return false;
  },
};

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function readScalar(value: unknown, field: string, reader: ConditionReader): boolean {
  if (!isScalar(value)) {
    reader.fault(field, 'value_type', 'must be a string, a number or a boolean');
    return false;
  }
  if (typeof value === 'string' && value.length > maximumText) {
    reader.fault(field, 'too_long', `must have at most ${maximumText} characters`);
    return false;
  }
  return true;
}

function readScalars(value: unknown, field: string, reader: ConditionReader): boolean {
  if (!Array.isArray(value)) {
    reader.fault(field, 'value_type', 'must be a list of strings, numbers or booleans');
    return false;
  }
  if (value.length === 0) {
    reader.fault(field, 'value_missing', 'must hold at least one value');
    return false;
  }
  if (value.length > maximumValues) {
    reader.fault(field, 'too_many', `must hold at most ${maximumValues} values`);
    return false;
  }
  return value.map((one, index) => readScalar(one, `${field}[${index}]`, reader)).every(Boolean);
}

function readPattern(value: unknown, field: string, reader: ConditionReader): boolean {
  if (typeof value !== 'string') {
    reader.fault(field, 'value_type', 'must be a string');
    return false;
  }
  if (value.length > maximumPattern) {
    reader.fault(field, 'too_long', `must have at most ${maximumPattern} characters`);
    return false;
  }
  try {
    compilePattern(value, false);
    return true;
  } catch {
    reader.fault(field, 'unsupported_regex', 'must be an RE2 expression: no look-around, no back-reference');
    return false;
  }
}

function readMoment(value: unknown, field: string, reader: ConditionReader): boolean {
  if (typeof value !== 'string') {
    reader.fault(field, 'value_type', 'must be a date, a date-time or {"now": duration}');
    return false;
  }
  const moment = writtenMoment(value);
  if (moment && ('date' in moment || moment.zoned)) return true;
  reader.fault(field, 'bad_time', 'must be an ISO date, or a date-time with its offset');
  return false;
}
