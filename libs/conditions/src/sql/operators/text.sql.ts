import type { Scalar } from '@rapport/contracts';
import { isStorable, type SqlParameters, type SqlTest } from '../sql-scope.js';
import { foldedTest, stringTest } from './folded-text.sql.js';

type Holds = (text: string, literal: string) => string;

const contains: Holds = (text, literal) => `strpos(${text}, ${literal}) > 0`;
const startsWith: Holds = (text, literal) => `starts_with(${text}, ${literal})`;
const endsWith: Holds = (text, literal) => `right(${text}, char_length(${literal})) = ${literal}`;
const equals: Holds = (text, literal) => `${text} = ${literal}`;

export const textHolds = { contains, starts_with: startsWith, ends_with: endsWith };

export function textTest(
  holds: Holds,
  literal: Scalar | undefined,
  ignoreCase: boolean,
  parameters: SqlParameters,
): SqlTest {
  if (literal === undefined || !isStorable(String(literal))) return () => 'false';
  const text = String(literal);
  const placed = parameters.place(ignoreCase ? text.toLowerCase() : text, 'text');
  const test = ignoreCase ? foldedTest : stringTest;
  return test((stored) => holds(stored, placed));
}

/** Letters, digits and signs that mean themselves in a pattern. */
const plainPattern = /^(\^?)([\p{L}\p{N} _@:;,%&'"=<>~!#/-]*)(\$?)$/u;

/**
 * RE2 is the only engine that ever runs a pattern (PostgreSQL's own may take exponential time): here a pattern that merely
 * spells a text, perhaps anchored, is that comparison; of any other only what is no string is decided.
 */
export function matchesTest(pattern: string, ignoreCase: boolean, parameters: SqlParameters): SqlTest {
  const [, start, text, end] = plainPattern.exec(pattern) ?? [];
  if (text === undefined || ignoreCase) return stringTest(() => 'NULL');
  const holds = start ? (end ? equals : startsWith) : end ? endsWith : contains;
  return textTest(holds, text, false, parameters);
}
