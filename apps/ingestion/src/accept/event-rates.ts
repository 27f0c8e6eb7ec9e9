import type { Clock } from '@rapport/kernel';

/** Whose quotas a request counts against; null = none. */
export interface RatedSource {
  workspaceId: string;
  sourceId: string;
  eventsPerSecond: number | null;
}

interface Bucket {
  tokens: number;
  at: number;
}

const longestWaitSeconds = 300;

/**
 * The quotas of each source and of each workspace, per instance: a bucket that holds one second's worth. A batch passes while
 * anything is left and may overdraw it, since one larger than the quota could otherwise never pass; the debt is paid by
 * waiting. What one quota refuses is not charged to the other.
 */
export class EventRates {
  private readonly buckets = new Map<string, Bucket>();

  /** @param workspaceEventsPerSecond 0 = no limit */
  constructor(
    private readonly clock: Clock,
    private readonly workspaceEventsPerSecond: number,
  ) {}

  /** @returns 0 when the events may pass, else the seconds to wait */
  take(source: RatedSource, events: number): number {
    const quotas: [string, number][] = [];
    if (source.eventsPerSecond !== null) quotas.push([source.sourceId, source.eventsPerSecond]);
    if (this.workspaceEventsPerSecond > 0) quotas.push([source.workspaceId, this.workspaceEventsPerSecond]);
    const buckets = quotas.map(([key, rate]) => this.refilled(key, rate));
    const waits = buckets.map(({ tokens }, index) =>
      tokens > 0 ? 0 : Math.max(1, Math.ceil(-tokens / (quotas[index]?.[1] ?? 1))),
    );
    const wait = Math.max(0, ...waits);
    if (wait === 0) for (const bucket of buckets) bucket.tokens -= events;
    return Math.min(longestWaitSeconds, wait);
  }

  private refilled(key: string, perSecond: number): Bucket {
    const now = this.clock.now();
    const bucket = this.buckets.get(key) ?? { tokens: perSecond, at: now };
    const refill = (Math.max(0, now - bucket.at) / 1000) * perSecond;
    bucket.tokens = Math.min(perSecond, bucket.tokens + refill);
    bucket.at = now;
    this.buckets.set(key, bucket);
    return bucket;
  }
}
