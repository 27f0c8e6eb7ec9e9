import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock } from '@rapport/kernel';
import { ClaimsRepository, type LimboMessage } from './claims.repository.js';
import { afterUnknown, unknownOf, type HandedOver } from './domain/after-outcome.js';
import type { Move } from './message.js';
import { MoveMessages } from './move-messages.js';
import { RecordStates } from './record-states.js';

const pageSize = 200;

/** Picks up what a lost worker left, and decides on messages of which nobody knows whether they were sent. */
@Injectable()
export class RecoverMessages {
  constructor(
    private readonly database: Database,
    private readonly claims: ClaimsRepository,
    private readonly moves: MoveMessages,
    private readonly states: RecordStates,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns whether anything is due again because of it */
  async execute(): Promise<boolean> {
    const now = this.clock.now();
    const released = await this.releaseExpired(now);
    const doubted = await this.doubtAbandoned(now);
    return (await this.reconcile(now)) || released || doubted;
  }

  private async releaseExpired(now: number): Promise<boolean> {
    return this.database.newTransaction(async (tx) => {
      const released = await this.claims.releaseExpired(tx, pageSize, now);
      const path = ['planned'] as const;
      await this.states.record(
        tx,
        released.map((message) => ({ message, path, reason: null, detail: null })),
        now,
      );
      return released.length > 0;
    });
  }

  private async doubtAbandoned(now: number): Promise<boolean> {
    return this.database.newTransaction(async (tx) => {
      const abandoned = await this.claims.takeAbandonedHandOvers(tx, pageSize);
      const moves = abandoned.map((message): Move => {
        const next = unknownOf(handedOverOf(message), now, 'The process ended during the hand-over.');
        return { ...message, ...next, from: 'handed_over' };
      });
      await this.moves.move(tx, moves, now);
      return abandoned.length > 0;
    });
  }

  private async reconcile(now: number): Promise<boolean> {
    return this.database.newTransaction(async (tx) => {
      const unknown = await this.claims.takeUnknown(tx, pageSize, now);
      const moves = unknown.map((message): Move => {
        const next = afterUnknown(handedOverOf(message), now);
        return { ...message, ...next, from: 'unknown', maybeDuplicate: next.path.includes('retry_wait') };
      });
      await this.moves.move(tx, moves, now);
      return unknown.length > 0;
    });
  }
}

function handedOverOf({
  msgId,
  messageClass,
  attempts,
  maybeDuplicate,
  expiresAt,
}: LimboMessage): HandedOver {
  return { msgId, messageClass, attempts, maybeDuplicate, expiresAt: expiresAt.getTime() };
}
