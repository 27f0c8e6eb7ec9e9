import type { EventFlag, JsonObject } from '@rapport/contracts';
import { sha256Hex, toIso } from '@rapport/kernel';
import type { CorrectedTime } from './correct-time.js';
import type { EventContent } from './normalise-event.js';

/** What the door adds to an event's content. */
export interface Envelope {
  id: string;
  workspaceId: string;
  sourceId: string;
  messageId: string;
  index: number;
  receivedAt: string;
  flags: EventFlag[];
  /** The sender's address, where it belongs into `context.ip`; null where not. */
  ip: string | null;
}

export interface SealedEvent {
  /** JSON text of the `AcceptedEvent`. */
  value: string;
  payloadSha: string;
}

/**
 * Writes the record of an accepted event. The content is stringified once and hashed as it stands, without what a retry
 * changes (`sentAt`, our clock, the sender's address), so that a retry has the same sum and another event with the same
 * messageId has not. What a reader wants first stands first; `readEnvelope` relies on it.
 */
export function sealEvent(content: EventContent, time: CorrectedTime, envelope: Envelope): SealedEvent {
  const originalTimestamp = time.originalTimestamp === null ? null : toIso(time.originalTimestamp);
  const text = JSON.stringify({ ...content, originalTimestamp });
  const payloadSha = sha256Hex(text);
  const context = withAddress(content.context, envelope.ip);
  const body =
    context === content.context ? text : JSON.stringify({ ...content, context, originalTimestamp });
  return { value: `${headOf(time, envelope, payloadSha)},${body.slice(1)}`, payloadSha };
}

/** Written by hand: none of it needs an escape, the messageId by its pattern (`readMessageId`). */
function headOf(time: CorrectedTime, envelope: Envelope, payloadSha: string): string {
  const { id, workspaceId, sourceId, receivedAt, messageId, index, flags } = envelope;
  const sentAt = time.sentAt === null ? 'null' : `"${toIso(time.sentAt)}"`;
  return (
    `{"v":1,"id":"${id}","workspaceId":"${workspaceId}","sourceId":"${sourceId}","receivedAt":"${receivedAt}",` +
    `"messageId":"${messageId}","index":${index},"mode":"live","timestamp":"${toIso(time.timestamp)}",` +
    `"sentAt":${sentAt},"flags":[${flags.map((flag) => `"${flag}"`).join()}],"payloadSha":"${payloadSha}"`
  );
}

/** Never overwrites: `"0.0.0.0"` is how a client opts out (ingest.md 2.4). */
function withAddress(context: JsonObject, ip: string | null): JsonObject {
  return ip === null || context.ip !== undefined ? context : { ...context, ip };
}

const head =
  /^\{"v":1,"id":"([0-9a-f-]{36})","workspaceId":"([0-9a-f-]{36})","sourceId":"([0-9a-f-]{36})","receivedAt":"(.{24})"/;

export interface RecordEnvelope {
  id: string;
  workspaceId: string;
  sourceId: string;
  receivedAt: string;
}

/** Whose event a record holds and when it came, without parsing all of it; undefined for another layout. */
export function readEnvelope(value: string): RecordEnvelope | undefined {
  const [, id, workspaceId, sourceId, receivedAt] = head.exec(value) ?? [];
  return id && workspaceId && sourceId && receivedAt ? { id, workspaceId, sourceId, receivedAt } : undefined;
}
