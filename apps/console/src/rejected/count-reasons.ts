import type { LetterCount } from '../api/letter-types';

export interface Reason {
  code: string;
  count: number;
}

/** Open ones by reason, the most numerous first, whatever source or topic they are of. */
export function countReasons(counts: readonly LetterCount[]): Reason[] {
  const byCode = new Map<string, number>();
  for (const { code, count, state } of counts) {
    if (state === 'open') byCode.set(code, (byCode.get(code) ?? 0) + count);
  }
  return [...byCode].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count);
}
