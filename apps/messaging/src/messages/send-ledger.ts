import { Injectable } from '@nestjs/common';
import { headerNames, recordKey, topics, type SendDecided } from '@rapport/contracts';
import { EventBus } from '@rapport/event-bus';
import type { EntityManager } from 'typeorm';
import { FillLedger } from '../delivery/fill-ledger.usecase.js';
import type { LedgerRow } from './message.view.js';
import { MessagesRepository } from './messages.repository.js';

/** The decision on its topic and in the ledger, in one transaction; the ledger's own consumer then finds it there. */
@Injectable()
export class SendLedger {
  constructor(
    private readonly bus: EventBus,
    private readonly fillLedger: FillLedger,
    private readonly messages: MessagesRepository,
  ) {}

  async record(tx: EntityManager, send: SendDecided): Promise<LedgerRow> {
    const { workspaceId, msgId, profileId } = send;
    await this.fillLedger.execute(tx, [send]);
    const record = {
      topic: topics.sends,
      key: recordKey(workspaceId, profileId ?? msgId),
      value: JSON.stringify(send),
      headers: { [headerNames.workspace]: workspaceId },
    };
    await this.bus.publish([record], tx);
    const row = await this.messages.find(tx, workspaceId, msgId);
    if (!row) throw new Error('a message that was just inserted is not there');
    return row;
  }
}
