import type { LiveEvent } from '../api/types';

export const ringSize = 1000;

/** Newest first, each event once, at most `ringSize`. Inputs may overlap: the list and the stream tell of the same events. */
export function keepNewest(
  before: readonly LiveEvent[],
  arrived: readonly LiveEvent[],
): readonly LiveEvent[] {
  if (arrived.length === 0) return before;
  const seen = new Set<string>();
  const all: LiveEvent[] = [];
  for (const event of [...before, ...arrived]) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    all.push(event);
  }
  if (all.length === before.length) return before;
  all.sort((a, b) =>
    a.receivedAt === b.receivedAt ? compareText(b.id, a.id) : compareText(b.receivedAt, a.receivedAt),
  );
  return all.slice(0, ringSize);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
