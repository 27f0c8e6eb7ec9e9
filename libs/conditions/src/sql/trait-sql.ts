import type { Comparison, TraitCondition } from '@rapport/contracts';
import { operatorOf } from '../operators/operators.js';
import { type PathSegment, segmentsOf } from '../paths.js';
import { momentTest } from './operators/time.sql.js';
import { testOf } from './operators/operators.sql.js';
import type { SqlScope, SqlTest } from './sql-scope.js';

/** A trait by its path; a reserved name is the profile's own moment while no trait of that name was sent. */
export function traitSql(condition: TraitCondition, scope: SqlScope): string {
  const segments = segmentsOf(condition.trait);
  const head = segments[0];
  if (!head) throw new Error('a trait has a path');
  const { dialect, parameters } = scope;
  const sent = comparisonSql(condition, dialect.traits, segments, scope);
  if (!Object.hasOwn(dialect.reserved, head.key)) return sent;
  const moment = dialect.reserved[head.key] ?? '';
  const isSent = `jsonb_exists(${dialect.traits}, ${parameters.place(head.key, 'text')})`;
  return `(CASE WHEN ${isSent} THEN ${sent} ELSE ${reservedSql(condition, moment, segments, scope)} END)`;
}

/** `op` and `value` on what stands at a path below `root`, a `jsonb` expression. */
export function comparisonSql(
  comparison: Comparison,
  root: string,
  segments: readonly PathSegment[],
  scope: SqlScope,
): string {
  const { test, negated } = positiveTest(comparison, scope);
  const holds = anyValue(root, segments, test, scope);
  return negated ? `(NOT ${holds})` : holds;
}

function reservedSql(
  comparison: Comparison,
  moment: string,
  segments: readonly PathSegment[],
  scope: SqlScope,
): string {
  const [head, ...below] = segments;
  const direct = head && !head.each && below.length === 0 ? momentTest(comparison, scope) : undefined;
  if (direct) return direct(moment);
  const text = `to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const root = `jsonb_build_object(${scope.parameters.place(head?.key, 'text')}, ${text})`;
  return comparisonSql(comparison, root, segments, scope);
}

/** A complement is true exactly where its positive operator is false, on a missing value too. */
function positiveTest(comparison: Comparison, scope: SqlScope): { test: SqlTest; negated: boolean } {
  const { complementOf } = operatorOf(comparison.op);
  const positive = complementOf ? { ...comparison, op: complementOf } : comparison;
  return { test: testOf(positive, scope), negated: complementOf !== undefined };
}

/** Whether one value at the path passes; `= ANY` knows "not decided" just as `OR` does. Absent and JSON null pass no test. */
function anyValue(root: string, segments: readonly PathSegment[], test: SqlTest, scope: SqlScope): string {
  const { parameters } = scope;
  const rows: string[] = [];
  let value = root;
  for (const { key, each } of segments) {
    value = `(${value} -> ${parameters.place(key, 'text')})`;
    if (!each) continue;
    const alias = parameters.alias();
    rows.push(`jsonb_array_elements(${ifArray(value)}) AS ${alias} (v)`);
    value = `${alias}.v`;
  }
  if (rows.length === 0) return test(value);
  return `(true = ANY (SELECT ${test(value)} FROM ${rows.join(' CROSS JOIN LATERAL ')}))`;
}

function ifArray(value: string): string {
  return `CASE WHEN jsonb_typeof(${value}) = 'array' THEN ${value} END`;
}
