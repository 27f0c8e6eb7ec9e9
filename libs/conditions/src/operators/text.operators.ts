import { RE2JS } from 're2js';
import { textOf } from '../equality.js';
import { type OperatorDefinition, scalarsOf, timeless } from './operator.js';

const compiled = new Map<string, RE2JS>();
const maximumRemembered = 1_000;

/** Compiles a pattern in time linear in its input. @throws what re2js throws for syntax that RE2 does not have */
export function compilePattern(pattern: string, ignoreCase: boolean): RE2JS {
  const key = `${ignoreCase ? 'i' : 's'}${pattern}`;
  const known = compiled.get(key);
  if (known) return known;
  const expression = RE2JS.compile(pattern, ignoreCase ? RE2JS.CASE_INSENSITIVE : 0);
  if (compiled.size >= maximumRemembered) compiled.clear();
  compiled.set(key, expression);
  return expression;
}

type TextTest = (stored: string, literal: string) => boolean;

/** Stored strings only: a number contains nothing. */
function textOperator(op: OperatorDefinition['op'], label: string, holds: TextTest): OperatorDefinition {
  return {
    op,
    label,
    value: 'text',
    takesIgnoreCase: true,
    test: (actual, value, { ignoreCase }) => {
      const literal = textOf(scalarsOf(value)[0]);
      if (typeof actual !== 'string' || literal === undefined) return timeless(false);
      const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
      return timeless(holds(fold(actual), fold(literal)));
    },
  };
}

export const textOperatorDefinitions: OperatorDefinition[] = [
  textOperator('contains', 'contains', (stored, literal) => stored.includes(literal)),
  {
    op: 'does_not_contain',
    label: 'does not contain',
    value: 'text',
    takesIgnoreCase: true,
    complementOf: 'contains',
  },
  textOperator('starts_with', 'starts with', (stored, literal) => stored.startsWith(literal)),
  textOperator('ends_with', 'ends with', (stored, literal) => stored.endsWith(literal)),
  {
    op: 'matches',
    label: 'matches',
    value: 'pattern',
    takesIgnoreCase: true,
    test: (actual, value, { ignoreCase }) =>
      timeless(
        typeof actual === 'string' &&
          typeof value === 'string' &&
          compilePattern(value, ignoreCase).test(actual),
      ),
  },
];
