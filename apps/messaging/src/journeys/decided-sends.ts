import { Injectable } from '@nestjs/common';
import { headerNames, recordKey, type SendDecided, topics } from '@rapport/contracts';
import { EventBus } from '@rapport/event-bus';
import type { EntityManager } from 'typeorm';
import { SettleMessages } from './settle-messages.usecase.js';

/** Publishes what runs decided to send, in the transaction that moved the runs. */
@Injectable()
export class DecidedSends {
  constructor(
    private readonly bus: EventBus,
    private readonly messages: SettleMessages,
  ) {}

  /** Of runs that went on; what another run of the same person has sent in their place is called off at once. */
  async publishOfMoved(sends: readonly SendDecided[], tx: EntityManager): Promise<void> {
    await this.publish(sends, tx);
    const runs = sends.flatMap(({ workspaceId, origin }) =>
      origin.kind === 'journey' ? [{ workspaceId, id: origin.runId }] : [],
    );
    await this.messages.afterMoving(runs, tx);
  }

  async publish(sends: readonly SendDecided[], tx: EntityManager): Promise<void> {
    if (sends.length === 0) return;
    await this.bus.publish(
      sends.map((send) => ({
        topic: topics.sends,
        key: recordKey(send.workspaceId, send.profileId ?? send.msgId),
        value: JSON.stringify(send),
        headers: { [headerNames.workspace]: send.workspaceId },
      })),
      tx,
    );
  }
}
