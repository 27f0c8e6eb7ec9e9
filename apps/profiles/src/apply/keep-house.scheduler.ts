import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, LOGGER } from '@rapport/http';
import { type Clock, messageOf, pause, toIso } from '@rapport/kernel';
import type { Logger } from 'pino';
import { AcceptedRepository } from '../persistence/accepted.repository.js';
import { createEventPartitions } from '../persistence/event-partitions.js';

const deduplicationDays = 30;
const dayMs = 24 * 60 * 60 * 1000;
const everyMs = 60 * 60 * 1000;
/** Few enough that a batch never holds its locks for long. */
const purgedAtOnce = 5000;

/** Once an hour: partitions for the months to come, and an end to keys that are no longer needed to tell duplicates. */
@Injectable()
export class KeepHouse implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AcceptedRepository) private readonly accepted: AcceptedRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The partitions stand before the first event is taken. */
  async onModuleInit(): Promise<void> {
    await createEventPartitions(this.database, this.clock.now());
    this.running = this.run();
  }

  /** Before the pool closes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** @returns how many keys were forgotten */
  async purge(): Promise<number> {
    const day = toIso(this.clock.now() - deduplicationDays * dayMs).slice(0, 10);
    let total = 0;
    while (!this.stopping.signal.aborted) {
      const purged = await this.database.newTransaction((tx) => this.accepted.purge(tx, day, purgedAtOnce));
      total += purged;
      if (purged < purgedAtOnce) break;
    }
    return total;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await pause(everyMs, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
      try {
        await createEventPartitions(this.database, this.clock.now());
        await this.purge();
      } catch (error) {
        this.logger.warn({ reason: messageOf(error) }, 'profiles.housekeeping_failed');
      }
    }
  }
}
