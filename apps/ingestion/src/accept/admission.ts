import type { Clock } from '@rapport/kernel';
import { adaptLimit, isStrained, limitBounds } from './domain/adapt-limit.js';

/** Bodies and events that this process holds at a time (reliability.md 4.9). */
export const mostBytes = 64 * 1024 * 1024;
export const mostEvents = 10_000;
/** What an event that is held in memory costs beside its text, roughly. */
const overheadBytes = 1024;
const mostDelaysKept = 1000;
const longestPauseSeconds = 30;

/** What one request holds, until it is answered. */
export interface Lease {
  /** More of its body is in memory. @returns false when there is no room for it */
  hold(bytes: number): boolean;
  /** Its events are handed on, to be judged and stored. @returns false when too much is at work already */
  begin(events: number): boolean;
  release(): void;
}

/**
 * Bounds what is held in memory and what is at work while the log or this process is slow: beyond it the door refuses, and
 * the client tries again. A request that still waits for its body holds its bytes and nothing else, so slow clients keep
 * nobody out.
 */
export class Admission {
  private bytes = 0;
  private events = 0;
  private atWork = 0;
  private mostAtWork = 0;
  private limit: number = limitBounds.most;
  private refusals = 0;
  private strained = false;
  private delays: number[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly limits = { bytes: mostBytes, events: mostEvents },
  ) {}

  /** Before the body is read. @returns undefined when a request could not be worked on now */
  enter(): Lease | undefined {
    return this.atWork < this.limit ? this.lease() : undefined;
  }

  get held(): { bytes: number; events: number; requests: number; limit: number } {
    return { bytes: this.bytes, events: this.events, requests: this.atWork, limit: this.limit };
  }

  /** 1 to 30 s, each far from those before it (golden ratio), so that refused clients do not come back together. */
  pauseSeconds(): number {
    const fraction = (this.refusals++ * 0.6180339887) % 1;
    return 1 + Math.floor(fraction * longestPauseSeconds);
  }

  /** To be called regularly. @param loopDelayMs how late the event loop was since the last call */
  adapt(loopDelayMs: number): void {
    const delays = this.delays.sort((a, b) => a - b);
    const queueDelayMs = delays[Math.floor(delays.length * 0.9)] ?? 0;
    const strain = { queueDelayMs, loopDelayMs, mostAtWork: this.mostAtWork };
    this.limit = adaptLimit(this.limit, { ...strain, lasting: this.strained });
    this.strained = isStrained(strain);
    this.delays = [];
    this.mostAtWork = this.atWork;
  }

  private lease(): Lease {
    let [bytes, events] = [0, 0];
    let begunAt: number | undefined;
    const hold = (more: number): boolean => {
      // One request is always let in, however large.
      if (this.bytes > bytes && this.bytes + more > this.limits.bytes) return false;
      bytes += more;
      this.bytes += more;
      return true;
    };
    return {
      hold,
      begin: (count) => {
        if (this.atWork >= this.limit) return false;
        if (this.events > 0 && this.events + count > this.limits.events) return false;
        if (!hold(count * overheadBytes)) return false;
        begunAt = this.clock.now();
        events = count;
        this.events += count;
        this.mostAtWork = Math.max(this.mostAtWork, ++this.atWork);
        return true;
      },
      release: () => {
        this.bytes -= bytes;
        this.events -= events;
        if (begunAt !== undefined) {
          this.atWork--;
          if (this.delays.length < mostDelaysKept) this.delays.push(this.clock.now() - begunAt);
        }
        [bytes, events, begunAt] = [0, 0, undefined];
      },
    };
  }
}
