import type { Clock } from '@rapport/kernel';

interface Bucket {
  tokens: number;
  at: number;
}

const longestWaitSeconds = 300;

/**
 * The quota of each source, per instance: a bucket that holds one second's worth. A batch passes while anything is left and
 * may overdraw it, since one larger than the quota could otherwise never pass; the debt is paid by waiting.
 */
export class SourceRates {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly clock: Clock) {}

  /** @returns 0 when the events may pass, else the seconds to wait */
  take(sourceId: string, eventsPerSecond: number, events: number): number {
    const now = this.clock.now();
    const bucket = this.buckets.get(sourceId) ?? { tokens: eventsPerSecond, at: now };
    const refill = (Math.max(0, now - bucket.at) / 1000) * eventsPerSecond;
    bucket.tokens = Math.min(eventsPerSecond, bucket.tokens + refill);
    bucket.at = now;
    this.buckets.set(sourceId, bucket);
    if (bucket.tokens > 0) {
      bucket.tokens -= events;
      return 0;
    }
    return Math.min(longestWaitSeconds, Math.max(1, Math.ceil(-bucket.tokens / eventsPerSecond)));
  }
}
