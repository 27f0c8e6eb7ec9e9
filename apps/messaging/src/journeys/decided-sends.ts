import { Injectable } from '@nestjs/common';
import { headerNames, recordKey, type SendDecided, topics } from '@rapport/contracts';
import { EventBus } from '@rapport/event-bus';
import type { EntityManager } from 'typeorm';

/** Publishes what runs decided to send, in the transaction that moved the runs. */
@Injectable()
export class DecidedSends {
  constructor(private readonly bus: EventBus) {}

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
