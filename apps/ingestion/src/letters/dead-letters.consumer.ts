import type { OnModuleInit } from '@nestjs/common';
import { topics } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import type { BusRecord, EventBus } from '@rapport/event-bus';
import { newId } from '@rapport/kernel';
import type { Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { DeadLettersRepository } from './dead-letters.repository.js';
import { readLetter } from './domain/read-letter.js';
import type { StoredLetter } from './domain/stored-letter.js';

const group = 'rapport.ingestion.dead-letters';
/** A letter may have two megabytes; this bounds what one transaction holds. */
const maxRecords = 50;

/** Keeps every dead letter, of the door and of all consumers, for people to look at and to replay. */
export class DeadLettersConsumer implements OnModuleInit {
  constructor(
    private readonly bus: EventBus,
    private readonly database: Database,
    private readonly letters: DeadLettersRepository,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.bus.subscribe({
      group,
      topic: topics.deadLetters,
      database: this.database,
      maxRecords,
      concurrency: 2,
      handle: (records, tx) => this.handle(records, tx),
    });
  }

  private async handle(records: readonly BusRecord[], tx: EntityManager): Promise<void> {
    const nowMs = this.clock.now();
    const letters = new Map<string, StoredLetter>();
    for (const record of records) {
      const letter = readLetter(record, group, nowMs, newId);
      const name = `${letter.workspaceId} ${letter.id}`;
      if (!letters.has(name)) letters.set(name, letter);
    }
    await this.letters.add([...letters.values()], nowMs, tx);
  }
}
