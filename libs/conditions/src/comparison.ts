import type { Comparison, ConditionKind, JsonValue, Scalar } from '@rapport/contracts';
import type { Dependencies } from './kinds/condition-kind.js';
import { findOperator, operatorOf } from './operators/operators.js';
import type { OperatorContext, OperatorDefinition, ResolvedValue } from './operators/operator.js';
import { segmentsOf, valuesAt } from './paths.js';
import { readTimeZone, readValue } from './read-value.js';
import type { ConditionReader, JsonRecord } from './reader.js';
import type { EvaluationScope, Trace } from './trace.js';

export const comparisonFields = ['op', 'value', 'ignoreCase', 'timeZone'] as const;

/** Reads `op` and what belongs to it; the same for every kind that compares. */
export function readComparison(
  input: JsonRecord,
  field: string,
  kind: ConditionKind,
  reader: ConditionReader,
): Comparison | undefined {
  const { op } = input;
  if (op === undefined) {
    reader.fault(`${field}.op`, 'missing_field', 'is required');
    return undefined;
  }
  const operator = typeof op === 'string' ? findOperator(op) : undefined;
  if (!operator) {
    const named = typeof op === 'string' && op.length <= 40 ? op : 'this';
    reader.fault(`${field}.op`, 'unknown_operator', `${named} is not an operator of ${kind}`);
    return undefined;
  }
  const value = readValue(input.value, `${field}.value`, operator, reader);
  const ignoreCase = readIgnoreCase(input.ignoreCase, `${field}.ignoreCase`, operator, reader);
  const timeZone = readTimeZone(input.timeZone, `${field}.timeZone`, reader);
  if (input.timeZone !== undefined && !operator.takesTimeZone) {
    reader.fault(`${field}.timeZone`, 'unknown_field', `${operator.op} takes no timeZone`);
  }
  return {
    op: operator.op,
    ...(value !== undefined && { value }),
    ...(ignoreCase !== undefined && { ignoreCase }),
    ...(timeZone !== undefined && { timeZone }),
  };
}

function readIgnoreCase(
  value: unknown,
  field: string,
  operator: OperatorDefinition,
  reader: ConditionReader,
): boolean | undefined {
  if (value === undefined) return undefined;
  if (!operator.takesIgnoreCase) {
    reader.fault(field, 'unknown_field', `${operator.op} takes no ignoreCase`);
    return undefined;
  }
  if (typeof value === 'boolean') return value;
  reader.fault(field, 'value_type', 'must be true or false');
  return undefined;
}

/**
 * Two-valued logic (api.md 8.3): a positive operator asks for one value that fits, so that it is false on a missing or
 * wrong-typed one; its complement is true exactly where it is false. A `{ref}` that leads nowhere makes the leaf false,
 * whatever the operator.
 */
export function compare(
  comparison: Comparison,
  kind: ConditionKind,
  values: readonly JsonValue[],
  scope: EvaluationScope,
): Trace {
  const asked = operatorOf(comparison.op);
  const positive = asked.complementOf ? operatorOf(asked.complementOf) : asked;
  const value = resolve(comparison, scope);
  const actual = values.length > 1 ? [...values] : values[0];
  const seen = actual === undefined ? {} : { actual };
  if (value === undefined) return { result: false, kind, ...seen, changesAt: null };
  const context: OperatorContext = {
    now: scope.now,
    timeZone: timeZoneOf(comparison, scope),
    ignoreCase: comparison.ignoreCase === true,
  };
  let result = false;
  let changesAt: number | null = null;
  for (const one of values) {
    const outcome = positive.test?.(one, value, context) ?? { result: false, changesAt: null };
    result ||= outcome.result;
    if (outcome.changesAt !== null) changesAt = Math.min(changesAt ?? Infinity, outcome.changesAt);
  }
  return { result: asked.complementOf ? !result : result, kind, ...seen, changesAt };
}

function timeZoneOf({ timeZone = 'workspace' }: Comparison, scope: EvaluationScope): string {
  if (timeZone === 'workspace') return scope.workspaceTimeZone;
  return timeZone === 'profile' ? (scope.profileTimeZone ?? scope.workspaceTimeZone) : timeZone;
}

function resolve({ value }: Comparison, scope: EvaluationScope): ResolvedValue | undefined {
  // An operator without a value is tested against nothing in particular.
  if (value === undefined) return true;
  if (typeof value !== 'object' || Array.isArray(value) || 'now' in value) return value;
  const [found] = valuesAt(scope.run, segmentsOf(value.ref));
  if (Array.isArray(found)) return found.every(isScalar) ? found : undefined;
  return isScalar(found) ? found : undefined;
}

function isScalar(value: JsonValue | undefined): value is Scalar {
  return value !== undefined && value !== null && typeof value !== 'object';
}

export function noteReference({ value }: Comparison, dependencies: Dependencies): void {
  if (typeof value === 'object' && 'ref' in value) dependencies.contextPaths.add(value.ref);
}
