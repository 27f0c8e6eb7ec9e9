import type { Clock } from '@rapport/kernel';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { DeadLettersRepository } from './dead-letters.repository.js';

/** However often somebody asks, the letters are counted no more often than this. */
const countedForMs = 15_000;

/** How much is in quarantine, over all workspaces and with what belongs to none. Every instance tells the same. */
export class LetterMetrics {
  private readonly open: Gauge<'origin' | 'code'>;
  private readonly oldest: Gauge<'origin' | 'code'>;
  private countedAt = 0;
  private counting: Promise<void> = Promise.resolve();

  constructor(
    registry: Registry,
    private readonly letters: DeadLettersRepository,
    private readonly clock: Clock,
  ) {
    const labelNames = ['origin', 'code'] as const;
    const collect = (): Promise<void> => this.count();
    this.oldest = new Gauge({
      name: 'rapport_dead_letters_oldest_seconds',
      help: 'Age of the oldest open dead letter, by origin and reason.',
      labelNames,
      registers: [registry],
      collect,
    });
    this.open = new Gauge({
      name: 'rapport_dead_letters_open',
      help: 'Dead letters that are open, by origin and reason.',
      labelNames,
      registers: [registry],
      collect,
    });
  }

  private count(): Promise<void> {
    const now = this.clock.now();
    if (now - this.countedAt >= countedForMs) {
      this.countedAt = now;
      this.counting = this.countNow(now);
    }
    return this.counting;
  }

  /** A database that does not answer leaves the figures as they are. */
  private async countNow(now: number): Promise<void> {
    const counts = await this.letters.openCounts().catch(() => undefined);
    if (!counts) return;
    this.open.reset();
    this.oldest.reset();
    for (const { origin, code, count, oldestAt } of counts) {
      this.open.set({ origin, code }, count);
      this.oldest.set({ origin, code }, Math.max(0, (now - oldestAt.getTime()) / 1000));
    }
  }
}
