import type { MessageClass } from '@rapport/contracts';

const second = 1000;
const minute = 60 * second;

/** Longest pause after each attempt that was certainly not taken (messaging.md 7.3); the last one repeats until expiry. */
const delays: Readonly<Record<MessageClass, readonly number[]>> = {
  transactional: [2 * second, 10 * second, minute, 5 * minute, 20 * minute],
  marketing: [minute, 5 * minute, 30 * minute, 120 * minute],
};

/**
 * Milliseconds until the next attempt: a part of the longest pause, so that what failed together does not return together.
 * @param attempts how many there were, at least 1
 * @param chance 0 to 1, from the message's own id: the same message waits the same
 * @param atLeastMs what the provider asked for
 */
export function retryDelayMs(
  messageClass: MessageClass,
  attempts: number,
  chance: number,
  atLeastMs = 0,
): number {
  const list = delays[messageClass];
  const longest = list[Math.min(attempts, list.length) - 1] ?? 0;
  return Math.max(atLeastMs, Math.round(longest * (0.5 + chance / 2)));
}

/** A number from 0 to 1 that looks random and is always the same for the same message and attempt. */
export function chanceOf(msgId: string, attempts: number): number {
  const digits = msgId.replaceAll('-', '').slice(-8);
  const mixed = (Number.parseInt(digits, 16) ^ Math.imul(attempts, 0x9e3779b1)) >>> 0;
  return mixed / 0xffffffff;
}
