import type { CountTest } from '@rapport/contracts';
import type { SqlParameters } from './sql-scope.js';

/** Whether the number of rows that hold fits. Rows that are not decided may count or not: where that matters, it is NULL. */
export function countSql(count: CountTest, rows: string, parameters: SqlParameters): string {
  const { least, most } = boundsOf(count);
  const [from, to] = [least, most].map((bound) => parameters.place(bound, 'float8'));
  const name = parameters.alias();
  return `(
    SELECT CASE WHEN sure >= ${from} AND possible <= ${to} THEN true WHEN possible < ${from} OR sure > ${to} THEN false END
    FROM (SELECT count(*) FILTER (WHERE holds) AS sure, count(*) FILTER (WHERE holds IS NOT FALSE) AS possible
      FROM (${rows}) AS ${name} (holds)) counted)`;
}

function boundsOf({ op, value }: CountTest): { least: number; most: number } {
  const [first, last] = typeof value === 'number' ? [value, value] : value;
  switch (op) {
    case 'exactly':
    case 'between':
      return { least: first, most: last };
    case 'at_least':
      return { least: first, most: Infinity };
    case 'at_most':
      return { least: 0, most: first };
    case 'less_than':
      return { least: 0, most: first - 1 };
    case 'greater_than':
      return { least: first + 1, most: Infinity };
  }
}
