import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { messageOf } from '@rapport/kernel';
import type { Logger } from 'pino';
import type { RecentEventsRepository } from './recent-events.repository.js';

const keepDays = 7;
const everyMs = 60 * 60 * 1000;

/** Makes the days to come and drops those that are over, whole tables at a time. */
export class RecentRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly repository: RecentEventsRepository,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.roll();
    this.timer = setInterval(() => void this.roll(), everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** A failure is no reason to stand still: rows that find no day have a partition of their own. */
  private async roll(): Promise<void> {
    try {
      await this.repository.rollDays(keepDays);
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'recent_events.days_not_rolled');
    }
  }
}
