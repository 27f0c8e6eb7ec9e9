import type { Clock } from '@rapport/kernel';

const perMinute = 50;
const lastRecords = 1_000;
/** 5 % of the last 1,000. */
const amongLast = 50;

/** So much poison is a bad deploy, not bad data: the group must stop before it sets aside what a fixed handler could use. */
export class BreakerOpenError extends Error {
  constructor(group: string) {
    super(
      `${group} would set aside more than ${perMinute} records a minute or 5 % of the last ${lastRecords}`,
    );
  }
}

/** Counts what one group sets aside, over all partitions of this process (reliability.md 4.7). */
export class QuarantineBreaker {
  private readonly chunks: { at: number; handled: number; setAside: number }[] = [];
  private handled = 0;

  constructor(private readonly clock: Clock) {}

  /** Whether `more` records may be set aside now. */
  admits(more: number): boolean {
    if (more === 0) return true;
    const since = this.clock.now() - 60_000;
    let inMinute = more;
    let inLast = more;
    for (const { at, setAside } of this.chunks) {
      inLast += setAside;
      if (at > since) inMinute += setAside;
    }
    return inMinute <= perMinute && inLast <= amongLast;
  }

  count(handled: number, setAside: number): void {
    this.chunks.push({ at: this.clock.now(), handled, setAside });
    this.handled += handled;
    for (let oldest = this.chunks[0]; oldest; oldest = this.chunks[0]) {
      if (this.handled - oldest.handled < lastRecords) break;
      this.handled -= oldest.handled;
      this.chunks.shift();
    }
  }
}
