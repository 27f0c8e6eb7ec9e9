import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { topics } from '@rapport/contracts';
import { afterCommit, Database } from '@rapport/database';
import { EventBus, type BusRecord } from '@rapport/event-bus';
import { METRICS } from '@rapport/http';
import { Counter, type Registry } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { countViolations, foldSurplus } from './domain/count-violations.js';
import type { ViolationCount } from './domain/count-violations.js';
import { readViolations, type Outcome } from './domain/read-violations.js';
import { PlanViolationsRepository } from './plan-violations.repository.js';

const group = 'rapport.ingestion.violations';
/** Most records say nothing of a plan and cost a glance. */
const maxRecords = 500;

/** Counts what the records of events and of dead letters say about tracking plans: at most two statements for a chunk. */
@Injectable()
export class PlanViolationsConsumer implements OnApplicationBootstrap {
  private readonly counter: Counter<'type' | 'action'>;

  constructor(
    private readonly bus: EventBus,
    private readonly database: Database,
    private readonly repository: PlanViolationsRepository,
    @Inject(METRICS) registry: Registry,
  ) {
    this.counter = new Counter({
      name: 'rapport_ingestion_plan_violations_total',
      help: 'Departures of events from their tracking plan, by kind and by what was done.',
      labelNames: ['type', 'action'],
      registers: [registry],
    });
  }

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
    const counts = countViolations(records.flatMap(({ value }) => readViolations(outcome, value) ?? []));
    if (counts.length === 0) return;
    const partition = records[0]?.partition ?? 0;
    const stored = await this.repository.storedKinds(outcome, partition, counts, tx);
    await this.repository.add(outcome, partition, foldSurplus(counts, stored), tx);
    afterCommit(tx, () => this.note(counts));
  }

  private note(counts: readonly ViolationCount[]): void {
    for (const { type, action, count } of counts) this.counter.inc({ type, action }, count);
  }
}
