import type { ErrorCode, FieldFault, ProblemError } from '@rapport/kernel';

/** Codes of Segment's Profile API (ingest.md 4.1); the last two are ours, for what it does not name. */
export const apiErrorCodes = [
  'authentication_error',
  'invalid_request_error',
  'rate_limit_error',
  'validation_error',
  'not_found',
  'unavailable',
  'internal_error',
] as const;
/** Codes of the deletion of an identifier (ingest.md 4.3). */
export const deletionErrorCodes = [
  'unsupported_eid_type',
  'bad_request',
  'unauthorized',
  'forbidden',
  'not_found',
  'eid_not_found',
] as const;
export type ApiErrorCode = (typeof apiErrorCodes)[number] | (typeof deletionErrorCodes)[number];

/** A refusal as the Profile API puts it. */
export interface ApiError {
  status: number;
  code: ApiErrorCode;
  message: string;
}

/** Thrown below a route of the Profile API where it has a word of its own. */
export class ApiRefusal extends Error implements ApiError {
  override readonly name = 'ApiRefusal';

  constructor(
    readonly status: number,
    readonly code: ApiErrorCode,
    message: string,
  ) {
    super(message);
  }
}

const aboutRequest: ReadonlySet<ErrorCode> = new Set([
  'validation_failed',
  'unknown_field',
  'unknown_parameter',
  'invalid_reference',
  'invalid_cursor',
]);

/** What everything else in the house calls a problem, in the words of the Profile API. */
export function apiErrorOf(problem: ProblemError): ApiError {
  const { status, code } = problem;
  if (status === 401 || status === 403)
    return { status: 401, code: 'authentication_error', message: why(problem) };
  if (status === 404) return { status, code: 'not_found', message: 'Profile was not found.' };
  if (status === 429) return { status, code: 'rate_limit_error', message: 'Too many requests.' };
  if (status === 503)
    return { status, code: 'unavailable', message: 'Not available right now. Try again later.' };
  if (status >= 500) return { status, code: 'internal_error', message: 'Something went wrong on our side.' };
  if (aboutRequest.has(code)) return { status: 400, code: 'validation_error', message: sentenceOf(problem) };
  return { status: 400, code: 'invalid_request_error', message: sentenceOf(problem) };
}

/** The same, in the words of the deletion of an identifier. */
export function deletionErrorOf(problem: ProblemError): ApiError {
  const { status } = problem;
  if (status === 401 || problem.code === 'wrong_key_kind') {
    return { status: 401, code: 'unauthorized', message: why(problem) };
  }
  if (status === 403) return { status, code: 'forbidden', message: why(problem) };
  if (status >= 400 && status < 500 && status !== 404 && status !== 429) {
    return { status: 400, code: 'bad_request', message: sentenceOf(problem) };
  }
  return apiErrorOf(problem);
}

function why({ code, extra }: ProblemError): string {
  if (code === 'insufficient_scope') return `The API key lacks the scope ${String(extra?.requiredScope)}.`;
  if (code === 'wrong_workspace') return 'The API key belongs to another space.';
  if (code === 'wrong_key_kind')
    return 'A write key is of no use here: send an API key (sk_…) as the user name.';
  return 'A valid API key is required, as the user name of HTTP Basic.';
}

function sentenceOf({ errors = [], detail, code }: ProblemError): string {
  const [fault] = errors;
  if (fault) return `The ${nameOf(fault)} ${fault.message}.`;
  return detail ?? `The request is not valid: ${code}.`;
}

function nameOf({ field }: FieldFault): string {
  const [, place, name] = /^(query|path)\.(.+)$/.exec(field) ?? [];
  return place ? `parameter \`${name}\`` : `field \`${field}\``;
}
