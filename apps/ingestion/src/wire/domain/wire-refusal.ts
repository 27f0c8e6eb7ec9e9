import type { Rejection } from '../../accept/domain/rejection.js';

/** Why a request of the SDK wire is refused as a whole. */
export type WireRefusalCode =
  | 'empty_body'
  | 'invalid_json'
  | 'not_an_object'
  | 'invalid_utf8'
  | 'invalid_gzip'
  | 'unsupported_encoding'
  | 'payload_too_large'
  | 'too_many_items'
  | 'invalid_batch'
  | 'invalid_context'
  | 'too_deep'
  | 'invalid_write_key'
  | 'wrong_key_kind'
  | 'origin_not_allowed'
  | 'method_not_allowed'
  | 'rate_limited'
  | 'overloaded'
  | 'unavailable';

export interface WireRefusal {
  status: 400 | 429 | 503;
  code: WireRefusalCode;
  message: string;
  headers: Record<string, string>;
  /** What exactly is wrong, where the content of the envelope is. */
  fault?: Rejection;
  /** What the request's object holds, where the list of events is what is wrong. */
  envelope?: Readonly<Record<string, unknown>>;
}

/**
 * A permanent refusal. 400 whatever the reason: it is the one status that every SDK takes as "drop it" (ingest.md 1.3).
 */
export function refuse(
  code: WireRefusalCode,
  message: string,
  headers: Record<string, string> = {},
): WireRefusal {
  return { status: 400, code, message, headers };
}

/** The text of this one is known to the mobile SDKs of RudderStack, which then stop sending. */
export const invalidWriteKey = refuse('invalid_write_key', 'invalid write key');

export function tooManyRequests(retryAfterSeconds: number): WireRefusal {
  return {
    status: 429,
    code: 'rate_limited',
    message: 'too many requests',
    headers: { 'retry-after': String(retryAfterSeconds) },
  };
}

/** @param written false when it is certain that nothing was stored */
export function tryAgainLater(
  code: 'overloaded' | 'unavailable',
  retryAfterSeconds: number,
  written: false | 'unknown',
): WireRefusal {
  return {
    status: 503,
    code,
    message: 'events cannot be stored now, try again later',
    headers: {
      'retry-after': String(retryAfterSeconds),
      ...(written === false && { 'x-refused': 'admission' }),
    },
  };
}

/** A JSON object with four members that together satisfy the parser of every SDK (ingest.md 1.3). */
export function refusalBody({ code, message }: WireRefusal): string {
  const error = code === 'rate_limited' ? code : message;
  return JSON.stringify({ success: false, code, message, error });
}
