import type { EventFlag } from '@rapport/contracts';
import { readInstant } from './read-instant.js';

const dayMs = 24 * 60 * 60 * 1000;

/** The time fields of an item as sent. */
export interface SentTimes {
  timestamp?: unknown;
  originalTimestamp?: unknown;
  sentAt?: unknown;
}

/** Epoch milliseconds. */
export interface CorrectedTime {
  timestamp: number;
  /** null when the client gave none that can be read. */
  originalTimestamp: number | null;
  sentAt: number | null;
  flags: EventFlag[];
}

/**
 * Moves an event's time onto our clock (ingest.md 2.2): receivedAt − (sentAt − original), unless the client sent both
 * `timestamp` and `originalTimestamp`: then it has corrected the time itself. A time that cannot be read is never a
 * reason to reject.
 */
export function correctTime(sent: SentTimes, batchSentAt: unknown, receivedMs: number): CorrectedTime {
  const timestamp = readInstant(sent.timestamp);
  const original = readInstant(sent.originalTimestamp);
  const ownSentAt = readInstant(sent.sentAt);
  const fromBatch = typeof ownSentAt !== 'number';
  const sentAt = fromBatch ? readInstant(batchSentAt) : ownSentAt;
  const flags: EventFlag[] = [];
  const unreadable = [timestamp, original, ownSentAt, sentAt].includes('invalid');
  if (unreadable) flags.push('bad_timestamp');

  const given = numberOf(original) ?? numberOf(timestamp);
  const happened = given ?? receivedMs;
  let corrected = happened;
  if (typeof timestamp === 'number' && typeof original === 'number') corrected = timestamp;
  else if (typeof sentAt === 'number') corrected = receivedMs - (sentAt - happened);
  if (corrected < 0 || corrected > receivedMs + dayMs) {
    corrected = receivedMs;
    flags.push('clock_out_of_range');
  }
  return { timestamp: corrected, originalTimestamp: given, sentAt: numberOf(sentAt), flags };
}

function numberOf(instant: number | 'missing' | 'invalid'): number | null {
  return typeof instant === 'number' ? instant : null;
}
