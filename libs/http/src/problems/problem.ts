import type { ErrorCode, FieldFault, ProblemError } from '@rapport/kernel';
import { problemTitles } from './titles.js';

export const problemContentType = 'application/problem+json';
const mostErrors = 50;

/** An RFC 9457 problem as it is answered (api.md 2.4). */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: ErrorCode;
  requestId: string;
  errors?: FieldFault[];
  [extra: string]: unknown;
}

export function problemOf(error: ProblemError, requestId: string): ProblemBody {
  const errors = error.errors?.slice(0, mostErrors);
  const detail = error.detail ?? (errors && detailOf(error.errors?.length ?? 0));
  return {
    type: `urn:rapport:problem:${error.code}`,
    title: problemTitles[error.code],
    status: error.status,
    ...(detail !== undefined && { detail }),
    code: error.code,
    requestId,
    ...(errors && { errors }),
    ...error.extra,
  };
}

function detailOf(faults: number): string {
  return faults === 1 ? '1 field is not valid.' : `${faults} fields are not valid.`;
}

/** `Retry-After` stands on every 429 and 503, whole seconds, at least 1. */
export function headersOfProblem(error: ProblemError): Record<string, string> {
  return {
    'content-type': problemContentType,
    ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
    ...((error.status === 429 || error.status === 503) && { 'retry-after': '1' }),
    ...error.headers,
  };
}
