import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ProfileActivity, topics } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { type BusRecord, EventBus, type Poison } from '@rapport/event-bus';
import type { EntityManager } from 'typeorm';
import { ApplyActivity } from './apply-activity.usecase.js';
import { readActivity } from './domain/read-activity.js';

/** Feeds profile activity to messaging. */
@Injectable()
export class ProfileActivityConsumer implements OnModuleInit {
  constructor(
    private readonly bus: EventBus,
    private readonly database: Database,
    private readonly activity: ApplyActivity,
  ) {}

  onModuleInit(): void {
    this.bus.subscribe({
      group: 'rapport.messaging.activity',
      topic: topics.profileActivity,
      database: this.database,
      handle: (records, tx) => this.handle(records, tx),
    });
  }

  async handle(records: readonly BusRecord[], tx: EntityManager): Promise<Poison[]> {
    const activities: ProfileActivity[] = [];
    const poison: Poison[] = [];
    for (const record of records) {
      if (record.value === null) continue;
      const read = readActivity(record.value);
      if (!read.ok) poison.push({ record, code: 'invalid_activity', message: read.error });
      else if (read.value) activities.push(read.value);
    }
    if (activities.length > 0) await this.activity.execute(activities, records[0]?.partition ?? 0, tx);
    return poison;
  }
}
