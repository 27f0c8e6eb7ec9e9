import type { AcceptedEvent } from '@rapport/contracts';
import { readInstant } from '@rapport/events';
import type { SubmittedItem } from '@rapport/events';
import { fieldOfPath, limits, ProblemError, uuidOf } from '@rapport/kernel';
import type { ErrorCode, FieldFault, JsonFaultCode } from '@rapport/kernel';
import { parseRequest } from '../../wire/domain/parse-request.js';
import type { ParsedRequest } from '../../wire/domain/parse-request.js';
import type { WireRefusal } from '../../wire/domain/wire-refusal.js';

/** The body of `POST /api/v1/events`; what is wrong with its items is each item's own affair. */
export interface Submission {
  /** uuid; null when the body names none. */
  sourceId: string | null;
  mode: AcceptedEvent['mode'];
  sentAt: unknown;
  items: SubmittedItem[];
}

const fields = ['sourceId', 'mode', 'sentAt', 'events'];

/** @throws ProblemError when the envelope is wrong; nothing is then written */
export function readSubmission(text: string): Submission {
  const parsed = parseRequest(text, 'events', limits.managementBatchItems);
  const { envelope, items } = parsed.ok ? parsed.value : withoutItems(parsed.error);
  const faults: FieldFault[] = [];
  for (const name of Object.keys(envelope)) {
    if (!fields.includes(name)) {
      faults.push({ field: fieldOfPath([name]), rule: 'unknown_field', message: 'is not known' });
    }
  }
  const { sourceId, mode, sentAt } = envelope;
  if (sourceId !== undefined && typeof sourceId !== 'string')
    faults.push(fault('sourceId', 'type', 'must be text'));
  if (mode !== undefined && mode !== 'live' && mode !== 'backfill')
    faults.push(fault('mode', 'enum', 'must be live or backfill'));
  if (sentAt !== undefined && (typeof sentAt !== 'string' || typeof readInstant(sentAt) !== 'number')) {
    faults.push(fault('sentAt', 'date_time', 'must be an instant such as 2026-01-31T12:00:00.000Z'));
  }
  if (!parsed.ok) faults.push(missingItems(envelope));
  else if (items.length === 0) faults.push(fault('events', 'min_items', 'must hold at least 1 event'));
  if (faults.length > 0) {
    const onlyUnknown = faults.every(({ rule }) => rule === 'unknown_field');
    throw new ProblemError(onlyUnknown ? 'unknown_field' : 'validation_failed', { errors: faults });
  }
  return {
    sourceId: sourceIdOf(sourceId as string | undefined),
    mode: mode === 'backfill' ? 'backfill' : 'live',
    sentAt,
    items,
  };
}

/** As for a source that does not exist (api.md 2.2). */
export function unknownSource(): ProblemError {
  return new ProblemError('unknown_ref', {
    errors: [fault('sourceId', 'unknown_ref', 'names no source of this workspace')],
  });
}

function sourceIdOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const uuid = uuidOf('src', text);
  if (uuid === undefined) throw unknownSource();
  return uuid;
}

/** Where only the list is wrong, the rest of the body is still checked: all faults are told at once (api.md 2.4). */
function withoutItems(refusal: WireRefusal): ParsedRequest {
  if (!refusal.envelope) throw problemOf(refusal);
  return { envelope: refusal.envelope, items: [] };
}

function missingItems({ events }: Readonly<Record<string, unknown>>): FieldFault {
  return events === undefined
    ? fault('events', 'required', 'is required')
    : fault('events', 'type', 'must be one array of events');
}

function problemOf({ code, fault: content }: WireRefusal): ProblemError {
  switch (code) {
    case 'too_many_items':
      return invalid(fault('events', 'max_items', `must hold at most ${limits.managementBatchItems} events`));
    case 'empty_body':
    case 'invalid_json':
    case 'not_an_object':
    case 'too_deep':
      return new ProblemError(code);
    default:
      return content
        ? new ProblemError(content.code as JsonFaultCode & ErrorCode, {
            errors: [fault(fieldOfPath(content.path), content.code, content.message)],
          })
        : new ProblemError('payload_too_large');
  }
}

function invalid(one: FieldFault): ProblemError {
  return new ProblemError('validation_failed', { errors: [one] });
}

function fault(field: string, rule: string, message: string): FieldFault {
  return { field, rule, message };
}
