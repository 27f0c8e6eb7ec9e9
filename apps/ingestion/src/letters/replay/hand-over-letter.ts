import { headerNames, topicRegistry, topics } from '@rapport/contracts';
import { maximumValueBytes } from '@rapport/event-bus';
import type { WholeLetter } from '../letter-rows.js';
import { notReplayable } from './replay-verdict.js';
import type { ReplayVerdict } from './replay-verdict.js';

const longestKey = 1_024;

/** The record of a consumer's letter as it was, addressed to the group that could not use it. */
export function handOverLetter(letter: WholeLetter): ReplayVerdict {
  const { topic, consumer, details, payload, originalBytes } = letter;
  if (topic === null || consumer === null || !isReplayed(topic)) {
    return notReplayable('unknown_topic', 'belongs to no topic that is read here');
  }
  if (
    originalBytes !== null ||
    payload.length > maximumValueBytes ||
    (details.key ?? '').length > longestKey
  ) {
    return notReplayable('payload_too_large', 'is larger than a record may be');
  }
  const headers = {
    ...details.headers,
    [headerNames.replayFor]: consumer,
    [headerNames.replayOf]: letter.id,
  };
  const value = details.tombstone ? null : payload;
  const key = details.key === undefined || details.key === '' ? letter.id : details.key;
  return { kind: 'handed_over', messages: [{ topic, key, value, headers }] };
}

function isReplayed(topic: string): boolean {
  return topic !== topics.deadLetters && topicRegistry.some(({ name }) => name === topic);
}
