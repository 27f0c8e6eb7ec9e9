import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { messageOf } from '@rapport/kernel';
import type { Clock } from '@rapport/kernel';
import type { Logger } from 'pino';
import type { DeadLettersRepository } from './dead-letters.repository.js';

const everyMs = 60 * 60 * 1000;

/** Makes the days to come and drops those that are over, whole tables at a time. */
export class LetterRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly letters: DeadLettersRepository,
    private readonly settings: { deadLetterRetentionDays: number },
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.roll();
    this.timer = setInterval(() => void this.roll(), everyMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** A failure is no reason to stand still: letters that find no day have a partition of their own. */
  private async roll(): Promise<void> {
    try {
      await this.letters.rollDays(this.clock.now(), this.settings.deadLetterRetentionDays);
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'dead_letters.days_not_rolled');
    }
  }
}
