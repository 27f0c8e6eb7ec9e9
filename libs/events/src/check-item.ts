import { checkJson, limits, scanJson } from '@rapport/kernel';
import type { JsonFault, JsonLimits } from '@rapport/kernel';
import { isPlainContent } from './is-plain-content.js';
import { rejection, rejectionOfJson } from './rejection.js';
import type { Rejection } from './rejection.js';

export const eventContent: JsonLimits = {
  depth: limits.depth,
  keys: limits.keysPerEvent,
  keyLength: limits.keyLength,
  stringLength: limits.eventStringLength,
  arrayLength: limits.arrayLength,
};
export const traitContent: JsonLimits = { ...eventContent, stringLength: limits.traitStringLength };

export type CheckedContent = { rejection: Rejection } | { rejection: undefined; rounded: boolean };

/**
 * Whether what stands in `text`, parsed as `value`, can be processed by every later stage. A fraction that a 64-bit float
 * rounds is kept and flagged (`rounded`); an integer that it would change, such as a long id, is refused, so that nothing
 * is altered silently (security.md 4.3 B).
 */
export function checkContent(text: string, value: unknown): CheckedContent {
  let rounded = false;
  for (const fault of scanJson(text, limits.depth)) {
    if (fault.code !== 'number_precision' || Number.isInteger(valueAt(value, fault))) return refused(fault);
    rounded = true;
  }
  const fault = checkJson(value, eventContent);
  return fault ? refused(fault) : { rejection: undefined, rounded };
}

/**
 * Size first, so that nothing huge is walked.
 * @param clean the text is known to hold no escape, and nothing that only text shows
 */
export function checkItem(text: string, value: unknown, clean: boolean): CheckedContent {
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.eventBytes) {
    return { rejection: rejection('event_too_large', [], `is larger than ${limits.eventBytes} bytes`) };
  }
  if (clean && isPlainContent(value, eventContent)) return { rejection: undefined, rounded: false };
  return checkContent(text, value);
}

function refused(fault: JsonFault): { rejection: Rejection } {
  return { rejection: rejectionOfJson(fault) };
}

function valueAt(value: unknown, { path }: JsonFault): unknown {
  let at = value;
  for (const part of path) at = (at as Record<string | number, unknown> | null | undefined)?.[part];
  return at;
}
