import type { LiveEvent } from '../api/event-types';

export const ringSize = 1000;

interface Place {
  id: string;
  /** Where it stands: the time of arrival, by the server's clock. */
  at: string;
}
export interface EventRow extends Place {
  kind: 'event';
  event: LiveEvent;
}
/** The stream could not go on from where it was held: what came between is not in the view. */
export interface GapRow extends Place {
  kind: 'gap';
  reason: string;
}
/** More came than the stream carries: so many were left out here. */
export interface SampledRow extends Place {
  kind: 'sampled';
  dropped: number;
}
export type StreamRow = EventRow | GapRow | SampledRow;

export function eventRow(event: LiveEvent): EventRow {
  return { kind: 'event', id: event.id, at: event.receivedAt, event };
}

/** Newest first, each row once, at most `ringSize`. Inputs may overlap: the list and the stream tell of the same events. */
export function keepNewest(
  before: readonly StreamRow[],
  arrived: readonly StreamRow[],
): readonly StreamRow[] {
  if (arrived.length === 0) return before;
  const seen = new Set<string>();
  const all: StreamRow[] = [];
  for (const row of [...before, ...arrived]) {
    if (seen.has(row.id)) continue;
    seen.add(row.id);
    all.push(row);
  }
  if (all.length === before.length) return before;
  all.sort((a, b) => (a.at === b.at ? notesFirst(a, b) : compareText(b.at, a.at)));
  return joinSampled(all).slice(0, ringSize);
}

/** A note stands above the events it came after. */
function notesFirst(a: StreamRow, b: StreamRow): number {
  if (a.kind !== b.kind && (a.kind === 'event' || b.kind === 'event')) return a.kind === 'event' ? 1 : -1;
  return compareText(b.id, a.id);
}

/** A busy source is sampled every second; neighbouring notes become one. */
function joinSampled(rows: readonly StreamRow[]): StreamRow[] {
  const joined: StreamRow[] = [];
  for (const row of rows) {
    const last = joined.at(-1);
    if (row.kind === 'sampled' && last?.kind === 'sampled')
      joined[joined.length - 1] = { ...last, dropped: last.dropped + row.dropped };
    else joined.push(row);
  }
  return joined;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
