import { allowedFields } from './allowed-fields.js';
import { redacted } from './redact.js';
import { safeError, type SafeError } from './safe-error.js';

type SafeValue = string | number | boolean | null | SafeError | SafeValue[];

/** The fields of a log line that may be written: allowed names only, and nothing but short plain values in them. */
export function safeFields(fields: Record<string, unknown>): Record<string, SafeValue> {
  const safe: Record<string, SafeValue> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (!allowedFields.has(name)) continue;
    const plain = safeValue(value);
    if (plain !== undefined) safe[name] = plain;
  }
  return safe;
}

function safeValue(value: unknown): SafeValue | undefined {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return redacted(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return safeError(value);
  if (Array.isArray(value)) return value.slice(0, 20).map((item) => safeValue(item) ?? null);
  return undefined;
}

/**
 * The event name that a message begins with, such as `delivery.refused`. What follows a colon explains it to readers of the
 * code and is not written: a sentence could quote anything.
 */
export function safeEventName(message: unknown): string {
  const [name] = typeof message === 'string' ? message.split(':', 1) : [];
  return name !== undefined && /^[a-z0-9_]+([.-][a-z0-9_]+)*$/.test(name) ? name : 'log.unnamed';
}
