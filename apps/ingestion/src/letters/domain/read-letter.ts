import type { DeadLetter } from '@rapport/contracts';
import { toIso } from '@rapport/kernel';
import { nobody, type LetterDetails, type StoredLetter } from './stored-letter.js';

/** A record of `rapport.dead-letters.v1`, and where it stands. */
export interface LetterRecord {
  topic: string;
  partition: number;
  offset: bigint;
  key: string;
  headers: Record<string, string>;
  value: string | null;
  bytes(): Buffer;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** What a transform drops on purpose is kept for the record, and nobody has to look at it. */
const settledAtOnce = 'dropped_by_transform';

/** Epoch milliseconds in the first 48 bits of a uuid v7 (RFC 9562); undefined for anything else. */
export function millisecondsOf(id: string): number | undefined {
  return uuid.test(id) && id[14] === '7' ? parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : undefined;
}

/**
 * The letter that a record holds. Whatever it says is made storable: a letter about a fault must not fail for one. A record
 * that is no letter becomes one itself, so that nothing is lost.
 * @param newId a uuid v7, for a letter without a usable id
 */
export function readLetter(
  record: LetterRecord,
  group: string,
  nowMs: number,
  newId: () => string,
): StoredLetter {
  const letter = parse(record.value);
  if (!letter) return aboutRecord(record, group, nowMs, newId());
  const id = millisecondsOf(letter.id) === undefined ? newId() : letter.id;
  const code = textOf(letter.code, 100) ?? 'unknown';
  const { key, headers, tombstone, given } = letter;
  const details: LetterDetails = { key, headers, tombstone, given };
  return {
    workspaceId: uuidOrNull(letter.workspaceId) ?? nobody,
    id,
    madeAtMs: millisecondsOf(id) ?? nowMs,
    origin: letter.origin === 'ingest' ? 'ingest' : 'consumer',
    state: code === settledAtOnce ? 'discarded' : 'open',
    code,
    field: textOf(letter.field, 1_000),
    message: textOf(letter.message, 1_000) ?? '',
    sourceId: uuidOrNull(letter.sourceId),
    messageId: textOf(letter.messageId, 300),
    topic: textOf(letter.topic, 300),
    partition: integerOf(letter.partition),
    offset: typeof letter.offset === 'string' && /^\d{1,18}$/.test(letter.offset) ? letter.offset : null,
    consumer: textOf(letter.consumerGroup, 300),
    attempts: Math.max(1, integerOf(letter.attempts) ?? 1),
    build: textOf(letter.build, 100),
    receivedAt: instantOf(letter.receivedAt) ?? toIso(nowMs),
    details,
    originalBytes: integerOf(letter.originalBytes),
    payload: Buffer.from(typeof letter.payload === 'string' ? letter.payload : '', 'base64'),
  };
}

function aboutRecord(record: LetterRecord, group: string, nowMs: number, id: string): StoredLetter {
  return {
    workspaceId: nobody,
    id,
    madeAtMs: millisecondsOf(id) ?? nowMs,
    origin: 'consumer',
    state: 'open',
    code: 'invalid_letter',
    field: null,
    message: 'The record is no dead letter.',
    sourceId: null,
    messageId: null,
    topic: record.topic,
    partition: record.partition,
    offset: record.offset.toString(),
    consumer: group,
    attempts: 1,
    build: null,
    receivedAt: toIso(nowMs),
    details: { key: record.key, headers: record.headers, ...(record.value === null && { tombstone: true }) },
    originalBytes: null,
    payload: record.bytes(),
  };
}

function parse(value: string | null): Record<keyof DeadLetter, never> | undefined {
  try {
    const parsed: unknown = JSON.parse(value ?? '');
    return typeof parsed === 'object' && parsed !== null && 'payload' in parsed
      ? (parsed as Record<keyof DeadLetter, never>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** PostgreSQL takes no U+0000 and no half of a surrogate pair. */
function textOf(value: unknown, longest: number): string | null {
  if (typeof value !== 'string') return null;
  return value.slice(0, longest).toWellFormed().replaceAll('\0', '\uFFFD');
}

function uuidOrNull(value: unknown): string | null {
  return typeof value === 'string' && uuid.test(value) ? value : null;
}

function integerOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : null;
}

function instantOf(value: unknown): string | null {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN;
  return ms >= 0 && ms < Date.UTC(9999, 0) ? toIso(ms) : null;
}
