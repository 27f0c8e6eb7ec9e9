import type { SqlTest } from '../sql-scope.js';

/** The text of a stored string. */
export function textOfString(value: string): string {
  return `(${value} #>> '{}')`;
}

/** A test of stored strings; anything else fails it. */
export function stringTest(holds: (text: string) => string): SqlTest {
  return (value) =>
    `(CASE jsonb_typeof(${value}) WHEN 'string' THEN ${holds(textOfString(value))} ELSE false END)`;
}

/**
 * A test of stored strings in lower case. Of ASCII, every server agrees with JavaScript on that; of other text it depends on the
 * server's locale and version, so that the evaluator decides.
 */
export function foldedTest(holds: (text: string) => string): SqlTest {
  return stringTest(
    (text) =>
      `CASE WHEN octet_length(${text}) = char_length(${text}) THEN ${holds(`lower(${text} COLLATE "C")`)} ELSE NULL END`,
  );
}
