import { type DeadLetter, headerNames } from '@rapport/contracts';
import { newId, toIso } from '@rapport/kernel';
import type { OutgoingMessage, Poison } from '../event-bus.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The record of `rapport.dead-letters.v1` for what a consumer could not use; it keeps the original's key and bytes. */
export function deadLetterOf(
  topic: string,
  poison: Poison,
  origin: { group: string; attempts: number; now: number },
): OutgoingMessage {
  const { record } = poison;
  const workspace = record.headers[headerNames.workspace];
  const workspaceId = workspace !== undefined && uuid.test(workspace) ? workspace : null;
  const letter: DeadLetter = {
    v: 1,
    id: newId(),
    origin: 'consumer',
    workspaceId,
    sourceId: null,
    messageId: null,
    code: poison.code,
    field: null,
    message: poison.message.slice(0, 500),
    topic: record.topic,
    partition: record.partition,
    offset: record.offset.toString(),
    consumerGroup: origin.group,
    attempts: origin.attempts,
    payload: record.bytes().toString('base64'),
    receivedAt: toIso(origin.now),
  };
  return {
    topic,
    key: record.key === '' ? 'unkeyed' : record.key.slice(0, 1_024),
    value: JSON.stringify(letter),
    ...(workspaceId !== null && { headers: { [headerNames.workspace]: workspaceId } }),
  };
}
