import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CLOCK, type Clock, pause } from '@rapport/kernel';
import type { Logger } from 'pino';
import { LOGGER } from '../tokens.js';
import { OperationClaims } from './operation-claims.repository.js';
import { OperationTurn } from './operation-turn.js';
import type { OperationKind } from './operation.js';

/** Operations that one process of a service works on at the same time. */
const slots = 2;
/** What other instances left behind is found this often; new operations ring the bell. */
const slowPollMs = 1_000;
const pauseAfterFailureMs = 1_000;
const cleanUpMs = 60 * 60 * 1000;

/** Works off the operations of one service. Any number of instances may run; each operation is with one at a time. */
@Injectable()
export class OperationRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly kinds = new Map<string, OperationKind>();
  private readonly stopping = new AbortController();
  private bell = new AbortController();
  private loops: Promise<unknown> = Promise.resolve();
  private cleanedAt = 0;

  constructor(
    private readonly claims: OperationClaims,
    private readonly turn: OperationTurn,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Call it in `onModuleInit`. Operations of a kind that nobody registered stay where they are. */
  register<Input, Cursor>(kind: OperationKind<Input, Cursor>): void {
    this.kinds.set(kind.kind, kind);
  }

  /** There may be something to do. */
  wake(): void {
    const rung = this.bell;
    this.bell = new AbortController();
    rung.abort();
  }

  onApplicationBootstrap(): void {
    if (this.kinds.size === 0) return;
    this.loops = Promise.all(Array.from({ length: slots }, () => this.repeat()));
  }

  /** The slices in hand are finished; everything else goes on elsewhere, or after the restart. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.loops;
  }

  private async repeat(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      // The bell of before the look: one that rings during it is not missed.
      const { signal } = this.bell;
      try {
        if (!(await this.next())) await pause(slowPollMs, signal);
      } catch (error) {
        this.logger.error({ err: error }, 'operations.failed');
        await pause(pauseAfterFailureMs, this.stopping.signal);
      }
    }
  }

  /** @returns whether there was one */
  private async next(): Promise<boolean> {
    await this.cleanUp();
    const claimed = await this.claims.claim([...this.kinds.keys()]);
    const kind = claimed && this.kinds.get(claimed.operation.kind);
    if (!claimed || !kind) return false;
    const pauseMs = await this.turn.take(claimed, kind, this.stopping.signal);
    if (pauseMs !== undefined && pauseMs > 0) setTimeout(() => this.wake(), pauseMs).unref();
    return true;
  }

  private async cleanUp(): Promise<void> {
    const now = this.clock.now();
    if (now - this.cleanedAt < cleanUpMs) return;
    this.cleanedAt = now;
    await this.claims.forgetOld();
  }
}
