import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { topics } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { EventBus } from '@rapport/event-bus';
import { ObserveActivity } from './observe-activity.usecase.js';

/** A chunk is folded in memory before anything is written: the larger, the cheaper an event. */
const maxRecords = 1000;

/** `rapport.profile-activity.v1` → the schema. That topic says exactly once that an event was applied, and so counts here. */
@Injectable()
export class ProfileActivityConsumer implements OnModuleInit {
  constructor(
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(Database) private readonly database: Database,
    @Inject(ObserveActivity) private readonly observe: ObserveActivity,
  ) {}

  onModuleInit(): void {
    this.bus.subscribe({
      group: 'rapport.profiles.schema',
      topic: topics.profileActivity,
      database: this.database,
      maxRecords,
      concurrency: 2,
      handle: (records, tx) => this.observe.execute(records, tx),
    });
  }
}
