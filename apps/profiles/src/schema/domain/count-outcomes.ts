/** What became of an event that a source sent, as profiles sees it. */
export const sourceOutcomes = ['applied', 'duplicate', 'conflict'] as const;
export type SourceOutcome = (typeof sourceOutcomes)[number];

/** Width of a bucket: what a window of an hour may be wrong by at its beginning. */
export const bucketMs = 5 * 60_000;

export interface OutcomeCount {
  workspaceId: string;
  sourceId: string;
  outcome: SourceOutcome;
  /** Beginning of the bucket. */
  bucketMs: number;
  events: number;
  lastMs: number;
}

interface SourcedEvent {
  workspaceId: string;
  sourceId: string;
  receivedAt: string;
}

/** By source, outcome and five minutes of when the events came, which is never after now. */
export function countOutcomes<Event extends SourcedEvent>(
  events: readonly Event[],
  outcomeOf: (event: Event) => SourceOutcome,
  nowMs: number,
): OutcomeCount[] {
  const counts = new Map<string, OutcomeCount>();
  for (const event of events) {
    const { workspaceId, sourceId } = event;
    const atMs = Math.min(Date.parse(event.receivedAt), nowMs);
    const outcome = outcomeOf(event);
    const bucket = bucketOf(atMs);
    const key = [workspaceId, sourceId, outcome, bucket].join('|');
    const known = counts.get(key);
    if (!known) {
      counts.set(key, { workspaceId, sourceId, outcome, bucketMs: bucket, events: 1, lastMs: atMs });
      continue;
    }
    known.events += 1;
    known.lastMs = Math.max(known.lastMs, atMs);
  }
  return [...counts.values()];
}

export function bucketOf(atMs: number): number {
  return Math.floor(atMs / bucketMs) * bucketMs;
}
