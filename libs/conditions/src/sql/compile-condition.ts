import type { Condition } from '@rapport/contracts';
import { definitionOf } from '../kinds/kinds.js';
import type { SqlScope } from './sql-scope.js';

/**
 * The second compiler of the rule language: a condition as a boolean SQL expression over one person's row.
 *
 * It answers true or false exactly where `evaluate` does, or NULL: "not decided here, ask the evaluator". SQL lacks what a few
 * comparisons need (RE2, the letter case of all of Unicode, the calendar of a person's own zone); there it says so instead of
 * guessing, and SQL's own three-valued `AND`, `OR` and `NOT` carry that up the tree without ever turning it into an answer.
 * So `IS TRUE` are surely in, `IS FALSE` surely out, and only the rest is evaluated.
 *
 * @throws when the condition holds a kind that no list takes: it was not read for a list, a defect
 */
export function compileCondition(condition: Condition, scope: SqlScope): string {
  const definition = definitionOf(condition);
  if (!definition.sql) throw new Error(`${condition.kind} has no SQL`);
  const children = definition.children(condition).map((child) => compileCondition(child, scope));
  return definition.sql(condition, children, scope, compileCondition);
}
