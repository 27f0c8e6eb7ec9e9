/**
 * Where "now" comes from. Domain code takes `now` as an argument; everything else is handed a `Clock`, so that tests,
 * simulation and replay decide what time it is.
 */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** Injection token of the process's `Clock`. */
export const CLOCK = Symbol('CLOCK');

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is moved. */
export class FixedClock implements Clock {
  constructor(private current: number) {}

  now(): number {
    return this.current;
  }

  advance(ms: number): void {
    this.current += ms;
  }
}

/** ISO 8601 UTC with milliseconds and `Z`, the only form in which instants leave Rapport. */
export function toIso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

/** Waits `ms` milliseconds, or less when `signal` is aborted first. Never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}
