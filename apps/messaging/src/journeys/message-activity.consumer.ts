import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type MessageActivity, topics } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { type BusRecord, EventBus, type Poison } from '@rapport/event-bus';
import type { EntityManager } from 'typeorm';
import { unsentMessages } from './domain/unsent-messages.js';
import { EndRuns } from './end-runs.usecase.js';
import { JourneyVersionsRepository, versionKeyOf } from './journey-versions.repository.js';

/** Ends runs whose message was not sent, where their step says so (`onNotSent`). */
@Injectable()
export class MessageActivityConsumer implements OnModuleInit {
  constructor(
    private readonly bus: EventBus,
    private readonly database: Database,
    private readonly versions: JourneyVersionsRepository,
    private readonly runs: EndRuns,
  ) {}

  onModuleInit(): void {
    this.bus.subscribe({
      group: 'rapport.messaging.journeys',
      topic: topics.messageActivity,
      database: this.database,
      handle: (records, tx) => this.handle(records, tx),
    });
  }

  async handle(records: readonly BusRecord[], tx: EntityManager): Promise<Poison[]> {
    const poison: Poison[] = [];
    const activities = records.flatMap((record) => {
      if (record.value === null) return [];
      try {
        return [JSON.parse(record.value) as MessageActivity];
      } catch {
        poison.push({ record, code: 'invalid_activity', message: 'is not JSON' });
        return [];
      }
    });
    const ended = unsentMessages(activities);
    const versions = await this.versions.load(ended, tx);
    const byWorkspace = new Map<string, string[]>();
    for (const one of ended) {
      const step = versions.get(versionKeyOf(one))?.steps.get(one.stepKey);
      if (step?.kind !== 'message' || step.onNotSent !== 'exit') continue;
      byWorkspace.set(one.workspaceId, [...(byWorkspace.get(one.workspaceId) ?? []), one.runId]);
    }
    for (const [workspaceId, runIds] of byWorkspace) await this.runs.notSent(workspaceId, runIds, tx);
    return poison;
  }
}
