import type { Scalar } from '@rapport/contracts';
import { isStorable, type SqlParameters, type SqlTest } from '../sql-scope.js';
import { equalsAny, isScalarText } from './equality.sql.js';

export function listTest(holds: (list: string) => string): SqlTest {
  return (value) => `(CASE jsonb_typeof(${value}) WHEN 'array' THEN ${holds(value)} ELSE false END)`;
}

/** Whether one element equals one of the literals. */
export function includesAnyOf(
  literals: readonly Scalar[],
  ignoreCase: boolean,
  parameters: SqlParameters,
): SqlTest {
  const test = equalsAny(literals, ignoreCase, parameters);
  const alias = parameters.alias();
  return listTest(
    (list) =>
      `(true = ANY (SELECT ${test(`${alias}.v`)} FROM jsonb_array_elements(${list}) AS ${alias} (v)))`,
  );
}

export function includesAllOf(
  literals: readonly Scalar[],
  ignoreCase: boolean,
  parameters: SqlParameters,
): SqlTest {
  const [plain, others] = [[] as string[], [] as Scalar[]];
  for (const literal of new Set(literals)) {
    if (!ignoreCase && isPlainText(literal)) plain.push(literal);
    else others.push(literal);
  }
  const tests = others.map((literal) => includesAnyOf([literal], ignoreCase, parameters));
  if (plain.length > 0) {
    const values = parameters.place(plain, 'text[]');
    tests.push(listTest((list) => `jsonb_exists_all(${list}, ${values})`));
  }
  return (value) => `(${tests.map((test) => test(value)).join(' AND ')})`;
}

/** Equal to one stored string only: no number and no boolean reads the same. */
function isPlainText(literal: Scalar): literal is string {
  return typeof literal === 'string' && isStorable(literal) && !isScalarText(literal);
}
