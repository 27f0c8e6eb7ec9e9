import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '@rapport/database';
import { LOGGER } from '@rapport/http';
import { CLOCK, type Clock, pause } from '@rapport/kernel';
import type { Logger } from 'pino';
import { FireDueRuns } from './fire-due-runs.usecase.js';
import { RunTimers } from './run-timers.js';
import { RunsRepository } from './runs.repository.js';

/** Another instance wakes its own runs; this look finds those of an instance that died. */
const slowLookMs = 2_000;
/** What is due but cannot be had now: another instance holds it. */
const takenMs = 250;
/** After a failure: long enough for a database that restarts, short enough for people who wait. */
const retryMs = 1_000;

/** Wakes runs when they are due: sleeps until the next moment, is woken by an earlier one, and looks now and then. */
@Injectable()
export class WakeRuns implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly stopping = new AbortController();
  private sleep = new AbortController();
  /** Epoch ms of this process's clock; 0 while it is awake, so that a hint given meanwhile is not lost. */
  private wakesAt = 0;
  private hinted = false;
  private lookedAt: number;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly fire: FireDueRuns,
    private readonly runs: RunsRepository,
    private readonly timers: RunTimers,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.lookedAt = clock.now();
  }

  /** When due runs were last looked for with success; epoch ms of this process's clock. */
  get progressAt(): number {
    return this.lookedAt;
  }

  onApplicationBootstrap(): void {
    this.timers.onExpected((inMs) => this.expect(inMs));
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.sleep.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.hinted = false;
      const ms = await this.fireAll();
      if (this.hinted || this.stopping.signal.aborted) continue;
      this.sleep = new AbortController();
      this.wakesAt = this.clock.now() + ms;
      await pause(ms, this.sleep.signal);
      this.wakesAt = 0;
    }
  }

  /** @returns milliseconds to sleep */
  private async fireAll(): Promise<number> {
    try {
      for (;;) {
        const next = await this.runs.untilNextDue(this.database.dataSource.manager);
        this.lookedAt = this.clock.now();
        if (next === undefined) return slowLookMs;
        if (next > 0) return Math.min(slowLookMs, Math.ceil(next));
        if (this.stopping.signal.aborted || (await this.fire.execute()) === 0) return takenMs;
      }
    } catch (error) {
      this.logger.error({ err: error }, 'journeys.wake_failed');
      return retryMs;
    }
  }

  private expect(inMs: number): void {
    if (this.wakesAt === 0) this.hinted = true;
    else if (this.clock.now() + inMs < this.wakesAt) this.sleep.abort();
  }
}
