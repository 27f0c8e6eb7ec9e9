import type { Scalar } from '@rapport/contracts';
import { isStorable } from '@rapport/conditions';

/** Characters of a value that its key keeps. */
const keyLength = 64;
/** The key of strings that are a number in an unusual notation. */
const oddNumbers = '\u0001';
const jsonNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Keys, as `profiles.search_key` makes them, of all stored values that equal a literal as `is` means it. Perhaps of others too:
 * who is found is still asked the condition.
 * @returns undefined when a value in other letters could equal it, too
 */
export function keysEqualTo(literal: Scalar, ignoreCase: boolean): string[] | undefined {
  if (typeof literal !== 'string') {
    const keys = [foldedKey(JSON.stringify(literal))];
    return typeof literal === 'number' ? [...keys, oddNumbers] : keys;
  }
  if (!isStorable(literal)) return [];
  if (ignoreCase && !isAscii(literal.toLowerCase())) return undefined;
  const key = foldedKey(ignoreCase ? literal.toLowerCase() : literal);
  return jsonNumber.test(literal) ? [key, oddNumbers] : [key];
}

/** Beginnings of keys, and whole keys, of all stored strings that begin so. */
export function keysBeginning(text: string): { prefix: string; others: string[] } | undefined {
  if (text === '' || !isStorable(text)) return undefined;
  return { prefix: foldedKey(text), others: /^[-\d]/.test(text) ? [oddNumbers] : [] };
}

/** The first text that sorts after everything which begins with `prefix`, in the order of code points. */
export function endOfPrefix(prefix: string): string {
  const points = [...prefix];
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const next = (last.codePointAt(0) ?? 0) + 1;
    if (next > 0x10ffff) continue;
    return points.join('') + String.fromCodePoint(next === 0xd800 ? 0xe000 : next);
  }
  return '\u{10ffff}';
}

export function foldedKey(text: string, length = keyLength): string {
  const beginning = [...text].slice(0, length).join('').replaceAll('\u212a', 'k');
  return lowerAscii(beginning);
}

export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function isAscii(text: string): boolean {
  return [...text].every((character) => character < '\u0080');
}
