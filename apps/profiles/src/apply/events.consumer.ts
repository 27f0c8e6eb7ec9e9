import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { topics } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { EventBus } from '@rapport/event-bus';
import { ApplyEvents } from './apply-events.usecase.js';

export const applyGroup = 'rapport.profiles.apply';

/** The statements of a chunk are fixed, so that a backlog is worked off cheaper in larger ones; a quiet topic gives small ones. */
const maxRecords = 500;

/** `rapport.events.v1` → profiles. The bus retries what is transient and isolates what can never be stored. */
@Injectable()
export class EventsConsumer implements OnModuleInit {
  constructor(
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(Database) private readonly database: Database,
    @Inject(ApplyEvents) private readonly applyEvents: ApplyEvents,
  ) {}

  onModuleInit(): void {
    this.bus.subscribe({
      group: applyGroup,
      topic: topics.events,
      database: this.database,
      maxRecords,
      handle: (records, tx) => this.applyEvents.execute(records, tx),
    });
  }
}
