import type { EventFlag, JsonObject } from '@rapport/contracts';
import { checkItem, normaliseEvent, readInstant, rejection } from '@rapport/events';
import type { CorrectedTime, JudgedEvent, Rejection } from '@rapport/events';
import { err, ok, toIso } from '@rapport/kernel';
import type { Result } from '@rapport/kernel';
import { splitMessageId } from './split-message-id.js';

const dayMs = 24 * 60 * 60 * 1000;
/** Said again, or not, of the content that came out. */
const flagsOfContent: readonly EventFlag[] = [
  'blocked_id',
  'ignored_external_id',
  'not_an_object',
  'number_precision',
];

/**
 * The event that a chain of transforms returned, judged by every rule of the door: size, content, identity. It keeps the
 * identity of the item as sent (`messageId`, `payloadSha`, the times of the client).
 * @param position from 0; the second and later events of a split get ids derived from the first's
 */
export function readTransformed(
  sent: JudgedEvent,
  text: string,
  position: number,
  receivedAtMs: number,
): Result<JudgedEvent, Rejection> {
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const checked = checkItem(text, value, false);
  if (checked.rejection) return err(checked.rejection);
  const event = normaliseEvent(value, {});
  if (!event.ok) return event;
  const time = timeOf(sent.time, value.timestamp, receivedAtMs);
  if (!time.ok) return time;
  const { content } = event.value;
  // `context.traits` was laid under the traits when the event was read; what a transform then took out must not come back.
  if (content.type === 'identify') content.traits = objectOf(value.traits);
  const flags = [...sent.flags.filter((flag) => !flagsOfContent.includes(flag)), ...event.value.flags];
  if (checked.rounded || sent.flags.includes('number_precision')) flags.push('number_precision');
  return ok({
    ...sent,
    messageId: splitMessageId(sent.messageId, position),
    content,
    time: time.value,
    flags,
  });
}

function timeOf(sent: CorrectedTime, given: unknown, receivedAtMs: number): Result<CorrectedTime, Rejection> {
  if (given === undefined || given === null || given === toIso(sent.timestamp)) return ok(sent);
  const timestamp = readInstant(given);
  if (typeof timestamp !== 'number') {
    return err(rejection('transform_failed', ['timestamp'], 'is no time that can be read'));
  }
  if (timestamp < 0 || timestamp > receivedAtMs + dayMs) {
    return err(rejection('transform_failed', ['timestamp'], 'is before 1970 or more than a day ahead'));
  }
  return ok({ ...sent, timestamp });
}

function objectOf(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
