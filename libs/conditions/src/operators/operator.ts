import type { JsonValue, Operator, Scalar } from '@rapport/contracts';

/** What stands in `value`: decides which literals are accepted, and which field the console draws. */
export type ValueShape =
  'none' | 'scalar' | 'scalars' | 'text' | 'pattern' | 'number' | 'number_pair' | 'moment' | 'duration';

/** A literal, or what a `{ref}` led to; a moment may also be relative to now. */
export type ResolvedValue = Scalar | Scalar[] | { now: string };

export interface OperatorContext {
  now: number;
  timeZone: string;
  ignoreCase: boolean;
}

export interface OperatorResult {
  result: boolean;
  /** When time alone can change it, epoch ms. */
  changesAt: number | null;
}

export interface OperatorDefinition {
  op: Operator;
  label: string;
  value: ValueShape;
  takesIgnoreCase?: boolean;
  takesTimeZone?: boolean;
  /** This operator is true exactly where that one is false, on a missing value too. */
  complementOf?: Operator;
  /** Of a value that is there. Absent for complements. */
  test?(actual: JsonValue, value: ResolvedValue, context: OperatorContext): OperatorResult;
}

export function timeless(result: boolean): OperatorResult {
  return { result, changesAt: null };
}

/** The scalars of a value: a list as it is, one scalar as a list of one. */
export function scalarsOf(value: ResolvedValue): Scalar[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'object' ? [] : [value];
}
