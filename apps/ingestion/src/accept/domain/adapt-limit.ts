/** What was seen since the last look. Times in ms. */
export interface Strain {
  /** 90th percentile of the time from taking a request in to its events being durable. */
  queueDelayMs: number;
  /** 99th percentile of how late the event loop was. */
  loopDelayMs: number;
  /** Most requests at work at one moment. */
  mostAtWork: number;
  /** The last look was strained too: one pause of the garbage collector is no overload. */
  lasting: boolean;
}

/** Beyond one of these the process has more than it can do (reliability.md 4.9). */
const longestQueueDelayMs = 250;
const longestLoopDelayMs = 150;

/** The least keeps a slow machine busy with the connections that a few servers hold open; bytes and events are bounded besides. */
export const limitBounds = { least: 128, most: 2048 } as const;
const increase = 64;
const decrease = 0.7;

export function isStrained({ queueDelayMs, loopDelayMs }: Omit<Strain, 'lasting'>): boolean {
  return queueDelayMs > longestQueueDelayMs || loopDelayMs > longestLoopDelayMs;
}

/**
 * How many requests may be at work from now on: additive increase, multiplicative decrease. Falls from what was really at
 * work, so that a high limit which nobody reached does not have to come down first.
 */
export function adaptLimit(limit: number, strain: Strain): number {
  if (!isStrained(strain)) return Math.min(limitBounds.most, limit + increase);
  if (!strain.lasting) return limit;
  return Math.max(limitBounds.least, Math.floor(Math.min(limit, strain.mostAtWork) * decrease));
}
