import { recordKey } from '@rapport/contracts';
import type { DeadLetter, DoorCircumstances, JsonValue } from '@rapport/contracts';
import { fieldOfPath, limits, toIso } from '@rapport/kernel';
import type { Circumstances, SubmittedItem } from './judge-item.js';
import type { Rejection } from './rejection.js';

/** What a batch says for all of its items goes into the letter of each of them that is turned away, up to so many bytes. */
const mostBatchBytes = 4 * 1024;
const keptBatches = new WeakMap<Circumstances['batch'], DoorCircumstances['batch']>();

/**
 * The dead letter of an item that the door turned away, with the record key it would have had.
 * @param index the item's position in its batch
 */
export function setAside(
  id: string,
  item: SubmittedItem,
  messageId: string | null,
  fault: Rejection,
  given: Circumstances,
  index = 0,
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
    given: {
      index,
      mode: given.mode ?? 'live',
      ...(given.typeOfPath && { typeOfPath: given.typeOfPath }),
      batch: keptBatch(given.batch),
      address: given.address,
      clientSide: given.clientSide,
    },
    payload: kept.toString('base64'),
    ...(kept.length < bytes.length && { originalBytes: bytes.length }),
    receivedAt: toIso(given.receivedAtMs),
    ...(fault.plan && { plan: fault.plan }),
  };
  return { key: recordKey(given.workspaceId, messageId ?? id), letter };
}

/** Looked at once per request: of 2,500 items that are all turned away, each has the same batch. */
function keptBatch(batch: Circumstances['batch']): DoorCircumstances['batch'] {
  const known = keptBatches.get(batch);
  if (known !== undefined) return known;
  const { context, integrations, sentAt } = batch as Record<string, JsonValue | undefined>;
  const said = { context, integrations, sentAt };
  const kept = Buffer.byteLength(JSON.stringify(said)) > mostBatchBytes ? null : said;
  keptBatches.set(batch, kept);
  return kept;
}
