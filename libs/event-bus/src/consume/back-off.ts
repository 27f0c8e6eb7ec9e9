import { randomInt } from 'node:crypto';

const firstMs = 500;
const longestMs = 30_000;

/** 0.5 s doubling to 30 s, the upper half of it by chance, so that a fleet does not come back in step. */
export function backOffMs(failuresInARow: number): number {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(failuresInARow - 1, 10));
  return full / 2 + randomInt(full / 2 + 1);
}
