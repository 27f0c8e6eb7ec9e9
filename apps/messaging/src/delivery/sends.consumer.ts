import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { topics, type SendDecided } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { EventBus, type BusRecord, type Poison } from '@rapport/event-bus';
import type { EntityManager } from 'typeorm';
import { parseSend } from './domain/parse-send.js';
import { FillLedger } from './fill-ledger.usecase.js';

/** `rapport.sends.v1` only fills the ledger: lanes begin at the claim (design.md 6). */
@Injectable()
export class SendsConsumer implements OnApplicationBootstrap {
  constructor(
    private readonly bus: EventBus,
    private readonly database: Database,
    private readonly fillLedger: FillLedger,
  ) {}

  onApplicationBootstrap(): void {
    this.bus.subscribe({
      group: 'rapport.messaging.ledger',
      topic: topics.sends,
      database: this.database,
      handle: (records, tx) => this.handle(records, tx),
    });
  }

  private async handle(records: BusRecord[], tx: EntityManager): Promise<Poison[]> {
    const sends: SendDecided[] = [];
    const poison: Poison[] = [];
    for (const record of records) {
      const send = parseSend(record.value);
      if ('fault' in send) poison.push({ record, code: 'invalid_send', message: send.fault });
      else sends.push(send);
    }
    await this.fillLedger.execute(tx, sends);
    return poison;
  }
}
