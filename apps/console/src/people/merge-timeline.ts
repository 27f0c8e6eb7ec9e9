import type { Message, Run, TimelineEvent } from '../api/types';

export type TimelineItem =
  | { kind: 'event'; at: string; id: string; event: TimelineEvent }
  | { kind: 'message'; at: string; id: string; message: Message }
  | { kind: 'run'; at: string; id: string; run: Run };

export interface Stream {
  items: TimelineItem[];
  /** There are older items that were not loaded yet. */
  more: boolean;
}

/**
 * One timeline from several lists, newest first. A list that has more to load hides what is older than its own oldest
 * item in the others too: otherwise a gap would look like nothing happened.
 */
export function mergeTimeline(streams: readonly Stream[]): TimelineItem[] {
  const horizons = streams.filter((stream) => stream.more).map((stream) => stream.items.at(-1)?.at ?? '');
  const horizon = horizons.reduce((latest, at) => (at > latest ? at : latest), '');
  return streams
    .flatMap((stream) => stream.items)
    .filter((item) => item.at >= horizon)
    .sort((a, b) => compare(b.at, a.at) || rank[b.kind] - rank[a.kind] || compare(b.id, a.id));
}

/** Within one instant the event caused the run, and the run the message. */
const rank: Record<TimelineItem['kind'], number> = { event: 0, run: 1, message: 2 };

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
