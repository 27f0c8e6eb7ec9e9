import type { AcceptedEvent, EventFlag, JsonObject, PlanCheck } from '@rapport/contracts';
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
  mode: AcceptedEvent['mode'];
  flags: EventFlag[];
  /** The sender's address, where it belongs into `context.ip`; null where not. */
  ip: string | null;
  /** Of the item as sent, where the content is no longer what was sent. */
  payloadSha?: string;
  sdkMetadata?: JsonObject;
  plan?: PlanCheck;
  matchOn?: readonly string[];
  serverSide?: true;
}

export interface SealedEvent {
  /** JSON text of the `AcceptedEvent`. */
  value: string;
  payloadSha: string;
}

/**
 * Writes the record of an accepted event. The content is stringified once and hashed as it stands, without what a retry
 * changes (`sentAt`, `_metadata`, our clock, the sender's address), so that a retry has the same sum and another event with the same
 * messageId has not. What a reader wants first stands first; `readEnvelope` relies on it.
 */
export function sealEvent(content: EventContent, time: CorrectedTime, envelope: Envelope): SealedEvent {
  const originalTimestamp = originalTimestampOf(time);
  const text = JSON.stringify({ ...content, originalTimestamp });
  const payloadSha = envelope.payloadSha ?? sha256Hex(text);
  const context = withAddress(content.context, envelope.ip);
  const body =
    context === content.context ? text : JSON.stringify({ ...content, context, originalTimestamp });
  return { value: `${headOf(time, envelope, payloadSha)},${body.slice(1)}`, payloadSha };
}

/** The sum that `sealEvent` takes, for an event that will be changed before it is sealed. */
export function payloadShaOf(content: EventContent, time: CorrectedTime): string {
  return sha256Hex(JSON.stringify({ ...content, originalTimestamp: originalTimestampOf(time) }));
}

function originalTimestampOf({ originalTimestamp }: CorrectedTime): string | null {
  return originalTimestamp === null ? null : toIso(originalTimestamp);
}

/** Written by hand: none of it needs an escape, the messageId by its pattern (`readMessageId`). */
function headOf(time: CorrectedTime, envelope: Envelope, payloadSha: string): string {
  const { id, workspaceId, sourceId, receivedAt, messageId, index, mode, flags } = envelope;
  const { plan, sdkMetadata, matchOn, serverSide } = envelope;
  const sentAt = time.sentAt === null ? 'null' : `"${toIso(time.sentAt)}"`;
  return (
    `{"v":1,"id":"${id}","workspaceId":"${workspaceId}","sourceId":"${sourceId}","receivedAt":"${receivedAt}",` +
    `"messageId":"${messageId}","index":${index},"mode":"${mode}","timestamp":"${toIso(time.timestamp)}",` +
    `"sentAt":${sentAt},"flags":[${flags.map((flag) => `"${flag}"`).join()}],"payloadSha":"${payloadSha}"` +
    (plan ? `,"plan":${JSON.stringify(plan)}` : '') +
    (sdkMetadata ? `,"sdkMetadata":${JSON.stringify(sdkMetadata)}` : '') +
    (matchOn ? `,"matchOn":${JSON.stringify(matchOn)}` : '') +
    (serverSide ? `,"serverSide":true` : '')
  );
}

/** Never overwrites: `"0.0.0.0"` is how a client opts out (ingest.md 2.4). */
export function withAddress(context: JsonObject, ip: string | null): JsonObject {
  return ip === null || context.ip !== undefined ? context : { ...context, ip };
}

const head =
  /^\{"v":1,"id":"([0-9a-f-]{36})","workspaceId":"([0-9a-f-]{36})","sourceId":"([0-9a-f-]{36})","receivedAt":"(.{24})"/;

const planned = /^[^{}]*\{[^{}]*"payloadSha":"[0-9a-f]{64}","plan":\{/;

/** Whether a record says something of its source's tracking plan, without parsing it; never of what the client sent. */
export function tellsOfPlan(value: string): boolean {
  return planned.test(value);
}

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
