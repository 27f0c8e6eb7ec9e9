import type { JsonValue } from '@rapport/contracts';

export const kinds = ['text', 'number', 'boolean', 'json'] as const;
export type ValueKind = (typeof kinds)[number];

export function kindOf(value: JsonValue | undefined): ValueKind {
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'object':
      return value === null ? 'text' : 'json';
    default:
      return 'text';
  }
}

/** A value as it stands in a field. */
export function writeValue(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value, null, 2);
  return String(value);
}

/** @returns undefined when the text is no value of that kind; an empty text is a value, and nothing else that is empty is */
export function readValue(kind: ValueKind, text: string): JsonValue | undefined {
  switch (kind) {
    case 'text':
      return text;
    case 'number':
      return readNumber(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'json':
      return readJson(text);
  }
}

/** Digits that a number cannot keep exactly are refused rather than changed. */
function readNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed)) return undefined;
  const value = Number(trimmed);
  if (!Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : value;
}

function readJson(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
