import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock } from '@rapport/kernel';
import { ClaimsRepository } from './claims.repository.js';
import type { ClaimedMessage, Move } from './message.js';
import { MoveMessages } from './move-messages.js';
import { RecordStates } from './record-states.js';

/** Takes messages that are due, and gives back what this process will not get to. */
@Injectable()
export class ClaimMessages {
  constructor(
    private readonly database: Database,
    private readonly claims: ClaimsRepository,
    private readonly states: RecordStates,
    private readonly moves: MoveMessages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async claimDue(limit: number): Promise<ClaimedMessage[]> {
    return this.database.newTransaction(async (tx) => {
      const now = this.clock.now();
      const claimed = await this.claims.claimDue(tx, limit, now);
      const path = ['claimed'] as const;
      await this.states.record(
        tx,
        claimed.map((message) => ({ message, path, reason: null, detail: null })),
        now,
      );
      return claimed;
    });
  }

  /** A graceful stop: others need not wait for the leases to end. */
  async giveBack(claimed: readonly ClaimedMessage[]): Promise<void> {
    const now = this.clock.now();
    await this.moveAll(claimed, { path: ['planned'], reason: null, detail: null, notBefore: now }, now);
  }

  /** What the database refuses to take can never be sent. */
  async giveUp(message: ClaimedMessage): Promise<void> {
    const detail = 'The message could not be stored.';
    await this.moveAll([message], { path: ['failed'], reason: 'render', detail }, this.clock.now());
  }

  private async moveAll(
    claimed: readonly ClaimedMessage[],
    step: Pick<Move, 'path' | 'reason' | 'detail' | 'notBefore'>,
    now: number,
  ): Promise<void> {
    const moves = claimed.map(({ workspaceId, msgId, fence }): Move => ({
      workspaceId,
      msgId,
      fence,
      from: 'claimed',
      ...step,
    }));
    await this.database.newTransaction((tx) => this.moves.move(tx, moves, now));
  }
}
