import type { JsonValue, Scalar } from '@rapport/contracts';

const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** The number of a stored number, or of a string that is exactly a JSON number. */
export function numberOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !jsonNumber.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The text of a scalar as JSON writes it, strings without their quotes. */
export function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/**
 * Equality as `is` means it (api.md 8.3): the literal's type decides, so that 42 and "42" are equal; objects and lists equal
 * nothing.
 */
export function equalsLiteral(stored: JsonValue | undefined, literal: Scalar, ignoreCase = false): boolean {
  if (typeof literal === 'number') return numberOf(stored) === literal;
  if (typeof literal === 'boolean') return stored === literal || stored === String(literal);
  const text = textOf(stored);
  if (text === undefined) return false;
  return ignoreCase ? text.toLowerCase() === literal.toLowerCase() : text === literal;
}
