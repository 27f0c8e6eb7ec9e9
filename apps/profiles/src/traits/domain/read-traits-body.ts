import type { JsonObject, JsonValue } from '@rapport/contracts';
import { checkContent, type Rejection } from '@rapport/events';
import {
  type ErrorCode,
  type FieldFault,
  fieldOfPath,
  limits,
  ProblemError,
  scanJson,
} from '@rapport/kernel';

/** What shall become of a person's traits. */
export interface TraitsToSet {
  set: JsonObject;
  unset: readonly string[];
  /** A fraction was given with more digits than are kept. */
  rounded: boolean;
}

const fields = ['set', 'unset'];

/**
 * Reads the body as the door reads an event, so that a trait is taken or refused alike: a number that would lose digits is
 * refused when it is whole, and kept with a flag when it is a fraction.
 * @throws ProblemError `empty_body`, `invalid_json`, `not_an_object`, `validation_failed`, or the code of the content
 */
export function readTraitsBody(text: string): TraitsToSet {
  if (text.trim() === '') throw new ProblemError('empty_body');
  if (scanJson(text, limits.depth)[0]?.code === 'too_deep') throw new ProblemError('too_deep');
  const body = parse(text);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ProblemError('not_an_object');
  const content = checkContent(text, body);
  if (content.rejection) throw contentProblem(content.rejection);
  const { set = {}, unset = [] } = body as Record<string, JsonValue>;
  const faults = faultsOf(body as Record<string, unknown>);
  if (faults.length === 0)
    return { set: set as JsonObject, unset: unset as string[], rounded: content.rounded };
  const unknown = faults.every(({ rule }) => rule === 'unknown_field');
  throw new ProblemError(unknown ? 'unknown_field' : 'validation_failed', { errors: faults });
}

/** What the door would say of the event, in the words of this body. */
export function problemOfRejection(
  { code, path, message }: Rejection,
  unset: readonly string[],
): ProblemError {
  const [root, key, ...rest] = path;
  if (root !== 'traits') return tooLarge(code, message);
  const index = unset.indexOf(String(key));
  const place = index >= 0 ? ['unset', index] : ['set', ...(key === undefined ? [] : [key]), ...rest];
  return contentProblem({ code, path: place, message });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError('invalid_json');
  }
}

function contentProblem({ code, path, message }: Rejection): ProblemError {
  return new ProblemError(code as ErrorCode, { errors: [{ field: fieldOfPath(path), rule: code, message }] });
}

function tooLarge(rule: string, message: string): ProblemError {
  return new ProblemError('validation_failed', { errors: [{ field: 'set', rule, message }] });
}

function faultsOf(body: Readonly<Record<string, unknown>>): FieldFault[] {
  const faults: FieldFault[] = Object.keys(body)
    .filter((name) => !fields.includes(name))
    .map((name) => fault(fieldOfPath([name]), 'unknown_field', 'is not a field of this object'));
  const { set, unset } = body;
  if (set === undefined && unset === undefined)
    faults.push(fault('set', 'required', 'is required, or unset is'));
  const isObject = typeof set === 'object' && set !== null && !Array.isArray(set);
  if (set !== undefined && !isObject) faults.push(fault('set', 'type', 'must be an object of traits'));
  if (unset !== undefined) faults.push(...faultsOfNames(unset, isObject ? set : {}));
  const empty = isObject ? Object.keys(set).length === 0 : set === undefined;
  if (faults.length === 0 && empty && (!Array.isArray(unset) || unset.length === 0))
    faults.push(fault('set', 'min_items', 'must hold at least one trait, or unset must'));
  return faults;
}

function faultsOfNames(unset: unknown, set: object): FieldFault[] {
  if (!Array.isArray(unset)) return [fault('unset', 'type', 'must be a list of names of traits')];
  return (unset as unknown[]).flatMap((name, index) => {
    if (typeof name !== 'string') return [fault(`unset[${index}]`, 'type', 'must be the name of a trait')];
    const again = Object.hasOwn(set, name) || unset.indexOf(name) < index;
    return again ? [fault(`unset[${index}]`, 'duplicate', 'names a trait for the second time')] : [];
  });
}

function fault(field: string, rule: string, message: string): FieldFault {
  return { field, rule, message };
}
