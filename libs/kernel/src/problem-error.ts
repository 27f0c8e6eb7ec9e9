import { errorStatuses } from './error-codes.js';
import type { ErrorCode, FieldFault } from './error-codes.js';

export interface ProblemOptions {
  /** One sentence for people; never holds the offending value. */
  detail?: string;
  /** Every fault of the request's fields; the first 50 are answered. */
  errors?: FieldFault[];
  /** Further members of the answer, such as `requiredScope`, `current` or `usedBy`. */
  extra?: Record<string, unknown>;
  /** Answer headers, such as `Retry-After`. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/**
 * An expected refusal of a request (api.md 2.4). Thrown anywhere below a controller; the edge renders it as an RFC 9457
 * problem. Anything else that is thrown is a defect and answers 500 with the request id only.
 */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly detail: string | undefined;
  readonly errors: FieldFault[] | undefined;
  readonly extra: Record<string, unknown> | undefined;
  readonly headers: Record<string, string> | undefined;

  constructor(
    readonly code: ErrorCode,
    options: ProblemOptions = {},
  ) {
    super(code, { cause: options.cause });
    this.status = errorStatuses[code];
    this.detail = options.detail;
    this.errors = options.errors;
    this.extra = options.extra;
    this.headers = options.headers;
  }
}

/** A refusal about one field. Code `validation_failed` unless said otherwise. */
export function fieldProblem(
  field: string,
  rule: string,
  message: string,
  code: ErrorCode = 'validation_failed',
): ProblemError {
  return new ProblemError(code, { errors: [{ field, rule, message }] });
}
