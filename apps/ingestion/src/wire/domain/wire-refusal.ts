import type { Rejection } from '@rapport/events';

/** Why a request of the SDK wire is refused as a whole; each stands in `docs/guides/ingest.md`. */
export const wireRefusalCodes = [
  'empty_body',
  'invalid_json',
  'not_an_object',
  'invalid_utf8',
  'invalid_gzip',
  'unsupported_encoding',
  'payload_too_large',
  'too_many_items',
  'invalid_batch',
  'invalid_context',
  'too_deep',
  'invalid_write_key',
  'invalid_token',
  'wrong_key_kind',
  'origin_not_allowed',
  'method_not_allowed',
  'not_found',
  'uri_too_long',
  'request_timeout',
  'rate_limited',
  'overloaded',
  'unavailable',
] as const;
export type WireRefusalCode = (typeof wireRefusalCodes)[number];

export interface WireRefusal {
  status: 400 | 401 | 404 | 429 | 503 | 511;
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

/** Of an SDK that signs: it is to fetch another token, see `refuseToken`. */
export const invalidToken: WireRefusal = {
  ...refuse('invalid_token', 'the access token is not valid, fetch a new one', {
    'www-authenticate': 'Bearer error="invalid_token"',
  }),
  status: 401,
};

/** Beside the wire, not on it: no SDK sends there. */
export const noSuchPath: WireRefusal = { ...refuse('not_found', 'no SDK sends here'), status: 404 };

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
  code: 'overloaded' | 'unavailable' | 'request_timeout',
  retryAfterSeconds: number,
  written: false | 'unknown',
): WireRefusal {
  return {
    status: 503,
    code,
    message:
      code === 'request_timeout'
        ? 'the body did not arrive in time, try again later'
        : 'events cannot be stored now, try again later',
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
