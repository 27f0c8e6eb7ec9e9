import { version } from '@rapport/config';
import { type DeadLetter, headerNames } from '@rapport/contracts';
import { newId, toIso } from '@rapport/kernel';
import type { OutgoingMessage, Poison } from '../event-bus.js';
import { relayHeader } from './drop-relayed-twice.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Headers that say how a record came here, not what it is. */
const transport: readonly string[] = [relayHeader, headerNames.replayFor, headerNames.replayOf];

/**
 * The record of `rapport.dead-letters.v1` for what a consumer could not use; it keeps the original's key, headers and bytes.
 * One that was published again and failed again is the same letter.
 */
export function deadLetterOf(
  topic: string,
  poison: Poison,
  origin: { group: string; attempts: number; now: number },
): OutgoingMessage {
  const { record } = poison;
  const workspace = record.headers[headerNames.workspace];
  const workspaceId = workspace !== undefined && uuid.test(workspace) ? workspace : null;
  const replayOf = record.headers[headerNames.replayOf];
  const letter: DeadLetter = {
    v: 1,
    id: replayOf !== undefined && uuid.test(replayOf) ? replayOf : newId(),
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
    key: record.key,
    headers: Object.fromEntries(Object.entries(record.headers).filter(([name]) => !transport.includes(name))),
    ...(record.value === null && { tombstone: true as const }),
    build: version,
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
