import type { FieldFault } from './error-codes.js';
import { fieldOfPath } from './json-path.js';
import type { JsonPath } from './json-path.js';

/** What makes JSON content impossible to process (security.md 4.3 B). Each is also an error code of the edge. */
export type JsonFaultCode =
  | 'too_deep'
  | 'too_many_keys'
  | 'bad_key'
  | 'string_too_long'
  | 'nul_char'
  | 'bad_unicode'
  | 'number_range'
  | 'number_precision'
  | 'duplicate_key'
  | 'forbidden_key';

export interface JsonFault {
  code: JsonFaultCode;
  path: JsonPath;
}

const messages: Record<JsonFaultCode, string> = {
  too_deep: 'is nested too deeply',
  too_many_keys: 'has too many keys or items',
  bad_key: 'has a key that is too long',
  string_too_long: 'is too long',
  nul_char: 'must not contain the character U+0000',
  bad_unicode: 'must not contain a lone surrogate',
  number_range: 'is a number outside the range of a 64-bit float',
  number_precision: 'is a number with more digits than can be kept exactly; send it as text',
  duplicate_key: 'occurs twice in one object',
  forbidden_key: 'is a key that is not allowed',
};

export const jsonFaultCodes = Object.keys(messages) as JsonFaultCode[];

export function messageOfJsonFault(code: JsonFaultCode): string {
  return messages[code];
}

/** The fault as an entry of a problem's `errors`. */
export function fieldFaultOf(fault: JsonFault): FieldFault {
  return { field: fieldOfPath(fault.path), rule: fault.code, message: messages[fault.code] };
}
