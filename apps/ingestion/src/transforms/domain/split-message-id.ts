import { sha256Hex } from '@rapport/kernel';

const keptLength = 64;

/**
 * The message id of the n-th event that a transform made of one item. The first keeps the client's; the others derive from
 * it, always the same way, so that a retry of the item finds all of them again. At most 90 of the 100 characters allowed,
 * in the alphabet of message ids.
 * @param position from 0
 */
export function splitMessageId(messageId: string, position: number): string {
  if (position === 0) return messageId;
  const sum = sha256Hex(`${position}|${messageId}`).slice(0, 16);
  return `${messageId.slice(0, keptLength)}:${position + 1}:${sum}`;
}
