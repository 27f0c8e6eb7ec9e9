import type { Problem } from '@rapport/contracts';
import { t } from '../intl/text';

export interface FieldFault {
  field: string;
  rule: string;
  message: string;
}

/** An RFC 9457 answer of the management API (api.md 2.4). */
export interface ProblemBody {
  status: number;
  code: string;
  title: string;
  detail?: string;
  requestId?: string;
  errors?: FieldFault[];
  problems?: Problem[];
  current?: { etag: string; changedAt: string; changedBy: { kind: string; id: string; name: string } };
  /** Of `merge_protected`: what stands in the way. */
  obstacle?: { verdict: string; type: string | null; identifiers: string[] };
  usedBy?: { kind: string; id: string; name: string }[];
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly body: ProblemBody;
  constructor(body: ProblemBody) {
    super(body.detail ?? body.title);
    this.body = body;
  }
}

/** A refusal in words of our own, shown as it is. */
export function plainFault(detail: string): ApiError {
  return new ApiError({ status: 0, code: 'refused', title: detail, detail });
}

export function problemOf(error: unknown): ProblemBody {
  if (error instanceof ApiError) return error.body;
  return {
    status: 0,
    code: 'unreachable',
    title: t('Rapport did not answer.'),
    detail: t('The server could not be reached. Check that it is running, then try again.'),
  };
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.body.code === code;
}

/** What an address names is not there, or is no name at all. */
export function namesNothing(error: unknown): boolean {
  return hasCode(error, 'not_found') || hasCode(error, 'invalid_reference');
}

/** Sentence for people; the server's own words, with the request id when it is a defect. */
export function sayProblem(error: unknown): string {
  const body = problemOf(error);
  if (body.status === 500)
    return t('Something broke on our side. Request {id}.', { id: body.requestId ?? '–' });
  if (body.status === 429) return t('Too many tries. Wait a moment, then try again.');
  const [only, ...others] = body.errors ?? [];
  if (only && others.length === 0) return `${only.field}: ${sentence(only.message)}`;
  return body.detail ?? body.title;
}

/** Faults by field name, for a form. `fields` names the form's own fields; what fits none comes back as `rest`. */
export function faultsByField(
  error: unknown,
  fields: readonly string[],
): { byField: Record<string, string>; rest: string | null } {
  const byField: Record<string, string> = {};
  const unplaced: string[] = [];
  const body = problemOf(error);
  for (const fault of body.errors ?? []) {
    const field = fields.find(
      (name) =>
        fault.field === name || fault.field.startsWith(`${name}.`) || fault.field.startsWith(`${name}[`),
    );
    if (field) byField[field] ??= sentence(fault.message);
    else unplaced.push(`${fault.field}: ${fault.message}`);
  }
  if (unplaced.length > 0) return { byField, rest: unplaced.join('; ') };
  return { byField, rest: Object.keys(byField).length > 0 ? null : sayProblem(error) };
}

/** "must be an email address" stands alone under a field: it starts with a capital and ends with a full stop. */
function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
