import { createHash } from 'node:crypto';
import type { Actor } from '@rapport/access';
import { ProblemError } from '@rapport/kernel';

/** A strong ETag of whatever tells one state of the object from another, such as its revision. */
export function etagOf(value: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)}"`;
}

/** Who changed the object last, as a 412 tells it. */
export interface CurrentRevision {
  etag: string;
  /** ISO 8601 */
  changedAt: string;
  changedBy: Actor;
}

/** For PUT and PATCH of drafts, policies and settings: 428 without `If-Match`, 412 when it is stale (api.md 2.6). */
export function requireIfMatch(ifMatch: string | undefined, current: CurrentRevision): void {
  if (ifMatch === undefined) {
    throw new ProblemError('if_match_required', {
      errors: [
        {
          field: 'header.if-match',
          rule: 'required',
          message: 'is required: the ETag of your last GET, or *',
        },
      ],
    });
  }
  honourIfMatch(ifMatch, current);
}

/** For other changes: 412 when `If-Match` was sent and is stale. */
export function honourIfMatch(ifMatch: string | undefined, current: CurrentRevision): void {
  if (ifMatch === undefined || matches(ifMatch, current.etag)) return;
  throw new ProblemError('stale_revision', {
    detail: 'Read the object again, then repeat the change.',
    extra: { current },
  });
}

/** `If-Match` and `If-None-Match`: `*` or a list of entity tags. Weak tags never match. */
export function matches(header: string, etag: string): boolean {
  return header.split(',').some((one) => one.trim() === '*' || one.trim() === etag);
}
