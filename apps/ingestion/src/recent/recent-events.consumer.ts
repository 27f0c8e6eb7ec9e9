import type { OnApplicationBootstrap } from '@nestjs/common';
import { topics } from '@rapport/contracts';
import { afterCommit } from '@rapport/database';
import type { Database } from '@rapport/database';
import type { BusRecord, EventBus } from '@rapport/event-bus';
import type { EntityManager } from 'typeorm';
import { countByMinute, packRecords, readRecord } from './domain/pack-records.js';
import type { Outcome } from './domain/pack-records.js';
import type { RecentEventsRepository } from './recent-events.repository.js';
import type { RecentSignal } from './recent-signal.js';

const group = 'rapport.ingestion.recent';
/** Larger chunks than elsewhere: an event costs a copy, not a decision. */
const maxRecords = 500;

/** Keeps what came to the door for people to look at. What it cannot read was not written by the door, and is passed over. */
export class RecentEventsConsumer implements OnApplicationBootstrap {
  constructor(
    private readonly bus: EventBus,
    private readonly database: Database,
    private readonly repository: RecentEventsRepository,
    private readonly signal: RecentSignal,
  ) {}

  onApplicationBootstrap(): void {
    this.subscribeTo(topics.events, 'accepted');
    this.subscribeTo(topics.deadLetters, 'rejected');
  }

  private subscribeTo(topic: string, outcome: Outcome): void {
    this.bus.subscribe({
      group,
      topic,
      database: this.database,
      maxRecords,
      concurrency: 2,
      handle: (records, tx) => this.handle(outcome, records, tx),
    });
  }

  private async handle(outcome: Outcome, records: readonly BusRecord[], tx: EntityManager): Promise<void> {
    const partition = records[0]?.partition ?? 0;
    const read = records.flatMap(({ value }) => readRecord(outcome, value) ?? []);
    await this.repository.add(outcome, partition, packRecords(read), tx);
    await this.repository.addCounts(outcome, partition, countByMinute(read), tx);
    const workspaceIds = new Set(read.map(({ workspaceId }) => workspaceId));
    if (workspaceIds.size > 0) afterCommit(tx, () => this.signal.wake(workspaceIds));
  }
}
