import { Injectable, type OnModuleInit } from '@nestjs/common';
import { topics } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { type BusRecord, EventBus, type Poison } from '@rapport/event-bus';
import type { Result } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { readGroupChanged, readObjectChanged } from './domain/read-relation.js';
import { RelationsWriter } from './relations-writer.repository.js';

/** Feeds what groups and objects are like to messaging. */
@Injectable()
export class RelationsConsumers implements OnModuleInit {
  constructor(
    private readonly bus: EventBus,
    private readonly database: Database,
    private readonly writer: RelationsWriter,
  ) {}

  onModuleInit(): void {
    const { database } = this;
    this.bus.subscribe({
      group: 'rapport.messaging.groups',
      topic: topics.groups,
      database,
      handle: (records, tx) => this.handleGroups(records, tx),
    });
    this.bus.subscribe({
      group: 'rapport.messaging.objects',
      topic: topics.objects,
      database,
      handle: (records, tx) => this.handleObjects(records, tx),
    });
  }

  async handleGroups(records: readonly BusRecord[], tx: EntityManager): Promise<Poison[]> {
    const { changes, poison } = readAll(records, readGroupChanged);
    await this.writer.saveGroups(changes, tx);
    return poison;
  }

  async handleObjects(records: readonly BusRecord[], tx: EntityManager): Promise<Poison[]> {
    const { changes, poison } = readAll(records, readObjectChanged);
    await this.writer.saveObjects(changes, tx);
    return poison;
  }
}

function readAll<T>(
  records: readonly BusRecord[],
  read: (value: string) => Result<T | null, string>,
): { changes: T[]; poison: Poison[] } {
  const changes: T[] = [];
  const poison: Poison[] = [];
  for (const record of records) {
    if (record.value === null) continue;
    const change = read(record.value);
    if (!change.ok) poison.push({ record, code: 'invalid_activity', message: change.error });
    else if (change.value) changes.push(change.value);
  }
  return { changes, poison };
}
