import { Inject, Injectable } from '@nestjs/common';
import type { SendDecided } from '@rapport/contracts';
import { afterCommit } from '@rapport/database';
import { CLOCK, type Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { DeliveryQueue } from './delivery-queue.js';
import { LedgerRepository } from './ledger.repository.js';
import { RecordStates } from './record-states.js';

/** Writes decisions into the ledger and hands them to this process's delivery as soon as they are committed. */
@Injectable()
export class FillLedger {
  constructor(
    private readonly ledger: LedgerRepository,
    private readonly states: RecordStates,
    private readonly queue: DeliveryQueue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns ids of the messages that are new */
  async execute(tx: EntityManager, sends: readonly SendDecided[]): Promise<string[]> {
    const now = this.clock.now();
    const claim = this.queue.hasRoomFor(sends.length);
    const inserted = await this.ledger.insert(tx, sends, now, claim);
    const path = claim ? (['planned', 'claimed'] as const) : (['planned'] as const);
    await this.states.record(
      tx,
      inserted.map((message) => ({ message, path, reason: null, detail: null })),
      now,
    );
    if (inserted.length > 0) {
      afterCommit(tx, () => (claim ? this.queue.offer(inserted) : this.queue.wake()));
    }
    return inserted.map(({ msgId }) => msgId);
  }
}
