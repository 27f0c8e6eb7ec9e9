import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER } from '@rapport/http';
import { messageOf } from '@rapport/kernel';
import type { Logger } from 'pino';
import { PlanViolationsRepository } from './plan-violations.repository.js';

const keepDays = 30;
const everyMs = 60 * 60 * 1000;

/** Forgets the counts of days that are over for a month. */
@Injectable()
export class PlanViolationsRetention implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly repository: PlanViolationsRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.forget();
    this.timer = setInterval(() => void this.forget(), everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async forget(): Promise<void> {
    try {
      await this.repository.forget(keepDays);
    } catch (error) {
      this.logger.warn({ error: messageOf(error) }, 'plan_violations.not_forgotten');
    }
  }
}
