import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { LOGGER } from '@rapport/http';
import { classifyFailure, pause } from '@rapport/kernel';
import type { Logger } from 'pino';
import { EMAIL_PROVIDER, type Provider } from '../providers/provider.js';
import { ClaimMessages } from './claim-messages.js';
import { DeliverPage } from './deliver-page.usecase.js';
import { DeliveryQueue } from './delivery-queue.js';
import type { ClaimedMessage } from './message.js';
import { RecoverMessages } from './recover-messages.usecase.js';

/** Pages on their way at the same time: while one waits for the database or the provider, another is rendered. */
const concurrency = 3;
/** Retries, ended leases and what another instance left are found this often; new messages ring the bell. */
const slowPollMs = 1000;
const pauseAfterFailureMs = 1000;
/** A page is tried again for as long as its lease may last. */
const pageAttempts = 25;
/** A graceful stop waits this long for calls on their way (reliability.md 4.10). */
const stopLimitMs = 8000;

/** Takes what is claimed or due, page by page, and has it delivered. */
@Injectable()
export class DeliveryLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly underway = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly queue: DeliveryQueue,
    private readonly claims: ClaimMessages,
    private readonly pages: DeliverPage,
    private readonly recovery: RecoverMessages,
    @Inject(EMAIL_PROVIDER) private readonly provider: Provider,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.loops = Promise.all([this.repeat(() => this.deliverNext()), this.repeat(() => this.recover())]);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    const unbegun = this.queue.close();
    const ended = new AbortController();
    const finish = Promise.all([this.loops, ...this.underway]).finally(() => ended.abort());
    await Promise.race([finish, pause(stopLimitMs, ended.signal)]);
    if (unbegun.length > 0) await this.claims.giveBack(unbegun).catch((error: unknown) => this.failed(error));
  }

  private async repeat(step: () => Promise<void>): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await step();
      } catch (error) {
        this.failed(error);
        await pause(pauseAfterFailureMs, this.stopping.signal);
      }
    }
  }

  private async deliverNext(): Promise<void> {
    if (this.underway.size >= concurrency) await Promise.race(this.underway);
    const { batchSize } = this.provider.describe();
    const inHand = this.queue.take(batchSize);
    const page = inHand.length > 0 ? inHand : await this.claims.claimDue(batchSize);
    if (page.length === 0) return this.queue.next(slowPollMs);
    const delivery = this.deliver(page)
      .catch((error: unknown) => this.failed(error))
      .finally(() => this.underway.delete(delivery));
    this.underway.add(delivery);
  }

  private async recover(): Promise<void> {
    if (await this.recovery.execute()) this.queue.wake();
    await pause(slowPollMs, this.stopping.signal);
  }

  /** What one message of a page makes impossible is tried again without it; see `DeliverPage`, which is safe to repeat. */
  private async deliver(page: readonly ClaimedMessage[]): Promise<void> {
    for (let attempt = 1; attempt <= pageAttempts; attempt++) {
      try {
        return await this.pages.execute(page);
      } catch (error) {
        this.failed(error);
        if (classifyFailure(error) === 'transient') await pause(pauseAfterFailureMs, this.stopping.signal);
        else if (page.length > 1) return this.deliverOneByOne(page);
        else return this.claims.giveUp(page[0] as ClaimedMessage);
      }
      if (this.stopping.signal.aborted) return;
    }
  }

  private async deliverOneByOne(page: readonly ClaimedMessage[]): Promise<void> {
    for (const message of page) await this.deliver([message]);
  }

  private failed(error: unknown): void {
    this.logger.error({ err: error, provider: this.provider.describe().kind }, 'delivery.failed');
  }
}
