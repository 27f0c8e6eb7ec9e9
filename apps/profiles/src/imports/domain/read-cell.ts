import type { JsonValue } from '@rapport/contracts';
import { err, limits, messageOfJsonFault, ok, type Result, scanJson } from '@rapport/kernel';
import type { ColumnMapping } from './mapping.js';
import { readDate } from './read-date.js';
import { readNumber } from './read-number.js';

export interface CellFault {
  code: string;
  message: string;
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...['true', 't', 'yes', 'y', '1', 'on'].map((word) => [word, true] as const),
  ...['false', 'f', 'no', 'n', '0', 'off'].map((word) => [word, false] as const),
]);

/** The value of a cell; undefined when the row says nothing of it, null when it takes the value away. */
export function readCell(
  raw: string,
  { type, format, onEmpty }: Pick<ColumnMapping, 'type' | 'format' | 'onEmpty'>,
): Result<JsonValue | undefined, CellFault> {
  const text = raw.trim();
  if (text === '') return ok(onEmpty === 'unset' ? null : undefined);
  switch (type) {
    case 'string':
      return ok(raw);
    case 'number':
      return numberOf(text, format);
    case 'boolean':
      return orFault(truths.get(text.toLowerCase()), 'bad_type', 'must be true or false');
    case 'date':
      return orFault(readDate(text, type, format), 'bad_timestamp', 'must be a date in the format given');
    case 'datetime':
      return orFault(readDate(text, type, format), 'bad_timestamp', 'must be a time in the format given');
    case 'json':
      return jsonOf(text);
  }
}

function numberOf(text: string, format: string | null): Result<JsonValue, CellFault> {
  const value = readNumber(text, format);
  if (value === 'inexact') {
    return err({ code: 'number_precision', message: messageOfJsonFault('number_precision') });
  }
  return orFault(value, 'bad_type', 'must be a number in the format given');
}

function orFault<T>(value: T | undefined, code: string, message: string): Result<T, CellFault> {
  return value === undefined ? err({ code, message }) : ok(value);
}

/** What only the text shows is looked for here: when the event is judged, the value has been parsed. */
function jsonOf(text: string): Result<JsonValue, CellFault> {
  const [fault] = scanJson(text, limits.depth);
  if (fault) return err({ code: fault.code, message: messageOfJsonFault(fault.code) });
  try {
    return ok(JSON.parse(text) as JsonValue);
  } catch {
    return err({ code: 'invalid_json', message: 'must be JSON' });
  }
}
