import type { SqlParameters, SqlTest } from '../sql-scope.js';
import { stringTest } from './folded-text.sql.js';

const jsonNumber = `'^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?$'`;
const plainNumber = `'^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$'`;
/** Short enough to stay far from the ends of a double. */
const plainLength = 200;

/** A test of the number that a stored string is. Beyond plain notation the evaluator decides: a double has ends, and SQL fails there. */
export function stringNumberTest(holds: (number: string) => string): SqlTest {
  return stringTest(
    (text) =>
      `CASE WHEN ${text} ~ ${plainNumber} AND char_length(${text}) <= ${plainLength} THEN ${holds(`${text}::float8`)}
        WHEN ${text} ~ ${jsonNumber} THEN NULL ELSE false END`,
  );
}

/** Comparison signs with their limits, all of which must hold. */
export type Limits = readonly { sign: '<' | '<=' | '>' | '>='; limit: number }[];

/**
 * A stored number is compared as the decimal that JSON writes, a string as the double that it parses to: both order as
 * JavaScript's doubles do, since each double has one shortest decimal.
 */
export function numberTest(limits: Limits, parameters: SqlParameters): SqlTest {
  const placed = limits.map(({ sign, limit }) => ({
    sign,
    decimal: parameters.place(JSON.stringify(limit), 'numeric'),
    double: parameters.place(String(limit), 'float8'),
  }));
  const strings = stringNumberTest((number) =>
    placed.map(({ sign, double }) => `${number} ${sign} ${double}`).join(' AND '),
  );
  return (value) => {
    const numbers = placed.map(({ sign, decimal }) => `${value}::numeric ${sign} ${decimal}`).join(' AND ');
    return `(CASE WHEN jsonb_typeof(${value}) = 'number' THEN ${numbers} ELSE ${strings(value)} END)`;
  };
}
