import type { Database } from '@rapport/database';
import { messageOf, pause } from '@rapport/kernel';
import type { BusLog } from '../bus-log.js';

const everyMs = 60 * 60 * 1000;

/** Creates the log's daily partitions ahead and drops the old ones that every group has passed. */
export class LogRetention {
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly log: BusLog,
    private readonly retentionDays: number,
    /** Groups that need not have passed what is dropped. */
    private readonly unheededGroups: readonly string[],
  ) {}

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const [row] = await this.database.dataSource.query<{ dropped: number }[]>(
          'SELECT bus.roll_segments(make_interval(days => $1), $2::text[]) AS dropped',
          [this.retentionDays, this.unheededGroups],
        );
        if (row && row.dropped > 0) this.log.info({ partitions: row.dropped }, 'bus.log_dropped');
      } catch (error) {
        this.log.warn({ reason: messageOf(error) }, 'bus.retention_failed');
      }
      await pause(everyMs, this.stopping.signal);
    }
  }
}
