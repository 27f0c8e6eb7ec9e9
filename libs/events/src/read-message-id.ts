import { err, limits, ok } from '@rapport/kernel';
import type { Result } from '@rapport/kernel';
import { rejection } from './rejection.js';
import type { Rejection } from './rejection.js';

const allowed = /^[A-Za-z0-9._:-]+$/;

/** The client's message id (security.md 4.1); null when it gave none, and the door has to make one up. */
export function readMessageId(raw: unknown): Result<string | null, Rejection> {
  if (raw === undefined || raw === null) return ok(null);
  if (typeof raw !== 'string' && typeof raw !== 'number') {
    return err(rejection('bad_type', ['messageId'], 'must be text'));
  }
  const text = String(raw).trim();
  if (text === '') return ok(null);
  if (text.length > limits.messageIdLength) {
    return err(
      rejection('string_too_long', ['messageId'], `is longer than ${limits.messageIdLength} characters`),
    );
  }
  if (allowed.test(text)) return ok(text);
  return err(rejection('bad_type', ['messageId'], 'may hold letters, digits and . _ : - only'));
}
