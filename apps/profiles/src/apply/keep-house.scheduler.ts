import { type BeforeApplicationShutdown, Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, LOGGER } from '@rapport/http';
import { type Clock, messageOf, pause, toIso } from '@rapport/kernel';
import type { Logger } from 'pino';
import { PurgeImports } from '../imports/purge-imports.js';
import { acceptedPartitions, AcceptedRepository } from '../persistence/accepted.repository.js';
import { createEventPartitions } from '../persistence/event-partitions.js';
import { rollDays } from '../persistence/roll-days.js';
import { ForgetOld } from './forget-old.js';

const deduplicationDays = 30;
const dayMs = 24 * 60 * 60 * 1000;
const everyMs = 60 * 60 * 1000;
/** Some 20,000 keys: few enough that a transaction never holds its locks for long. */
const pagesAtOnce = 256;

/** Once an hour: partitions for the time to come, and an end to what is kept for a number of days only. */
@Injectable()
export class KeepHouse implements OnModuleInit, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private purgedOn = '';

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AcceptedRepository) private readonly accepted: AcceptedRepository,
    @Inject(ForgetOld) private readonly old: ForgetOld,
    @Inject(PurgeImports) private readonly imports: PurgeImports,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** The partitions stand before the first event is taken. */
  async onModuleInit(): Promise<void> {
    await this.makePartitions();
    this.running = this.run();
  }

  /** Before the pool closes. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /**
   * Forgets keys of more than 30 days ago, once a day, since they are kept by day. Their tables are spread by hash so that a
   * key is unique over all days; so each is walked from its first page to its last, which reads everything once and nothing
   * twice, however many are to go.
   * @returns how many keys were forgotten
   */
  async purge(): Promise<number> {
    const today = this.daysAgo(0);
    if (this.purgedOn === today) return 0;
    const day = this.daysAgo(deduplicationDays);
    let total = 0;
    for (let partition = 0; partition < acceptedPartitions; partition++) {
      total += await this.purgePartition(partition, day);
    }
    await this.database.newTransaction((tx) => this.old.execute(tx, (days) => this.daysAgo(days)));
    if (!this.stopping.signal.aborted) this.purgedOn = today;
    return total;
  }

  private async purgePartition(partition: number, day: string): Promise<number> {
    const pages = await this.database.newTransaction((tx) => this.accepted.pagesOf(tx, partition));
    let total = 0;
    for (let from = 0; from < pages && !this.stopping.signal.aborted; from += pagesAtOnce) {
      total += await this.database.newTransaction((tx) =>
        this.accepted.purge(tx, day, { partition, from, to: from + pagesAtOnce }),
      );
    }
    return total;
  }

  private async makePartitions(): Promise<void> {
    await createEventPartitions(this.database, this.clock.now());
    await rollDays(this.database, this.daysAgo(0));
  }

  private daysAgo(days: number): string {
    return toIso(this.clock.now() - days * dayMs).slice(0, 10);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      await pause(everyMs, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
      try {
        await this.makePartitions();
        await this.purge();
        await this.imports.execute(this.clock.now());
      } catch (error) {
        this.logger.warn({ reason: messageOf(error) }, 'profiles.housekeeping_failed');
      }
    }
  }
}
