import { recordKey } from '@rapport/contracts';
import type { DeadLetter } from '@rapport/contracts';
import { fieldOfPath, limits, toIso } from '@rapport/kernel';
import type { Circumstances, SubmittedItem } from './judge-item.js';
import type { Rejection } from './rejection.js';

/** The dead letter of an item that the door turned away, with the record key it would have had. */
export function setAside(
  id: string,
  item: SubmittedItem,
  messageId: string | null,
  fault: Rejection,
  given: Circumstances,
): { key: string; letter: DeadLetter } {
  const bytes = Buffer.from(item.text);
  const kept = bytes.subarray(0, limits.deadLetterBytes);
  const cut =
    kept.length < bytes.length ? ` (the first ${kept.length} of ${bytes.length} bytes are kept)` : '';
  const letter: DeadLetter = {
    v: 1,
    id,
    origin: 'ingest',
    workspaceId: given.workspaceId,
    sourceId: given.sourceId,
    messageId,
    code: fault.code,
    field: fieldOfPath(fault.path) || null,
    message: fault.message + cut,
    topic: null,
    partition: null,
    offset: null,
    consumerGroup: null,
    attempts: 1,
    payload: kept.toString('base64'),
    receivedAt: toIso(given.receivedAtMs),
  };
  return { key: recordKey(given.workspaceId, messageId ?? id), letter };
}
