import { Inject, Injectable } from '@nestjs/common';
import type { AcceptedEvent, ProfileActivity } from '@rapport/contracts';
import type { BusRecord } from '@rapport/event-bus';
import { CLOCK } from '@rapport/http';
import { type Clock, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { SchemaCountsRepository } from '../persistence/schema-counts.repository.js';
import { SourceOutcomesRepository } from '../persistence/source-outcomes.repository.js';
import { admittedCounts, namesIn } from './domain/admitted-counts.js';
import { ChunkSightings } from './domain/chunk-sightings.js';
import { countOutcomes } from './domain/count-outcomes.js';
import { KnownNames } from './known-names.js';

/**
 * What one chunk of one partition teaches about the events of a workspace: which there are, what they hold, and from which
 * source. One row per name and lane is all that is written, and a lane is a partition: two chunks never meet in a row.
 */
@Injectable()
export class ObserveActivity {
  constructor(
    @Inject(KnownNames) private readonly names: KnownNames,
    @Inject(SchemaCountsRepository) private readonly counts: SchemaCountsRepository,
    @Inject(SourceOutcomesRepository) private readonly outcomes: SourceOutcomesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(records: readonly BusRecord[], tx: EntityManager): Promise<void> {
    const events = records.flatMap((record) => appliedEventOf(record) ?? []);
    if (events.length === 0) return;
    const lane = records[0]?.partition ?? 0;
    const nowMs = this.clock.now();
    const sightings = new ChunkSightings(nowMs);
    for (const event of events) sightings.add(event);
    const today = toIso(nowMs).slice(0, 10);
    const isAdmitted = await this.names.admit(tx, namesIn(sightings), today);
    const admitted = admittedCounts(sightings, isAdmitted);
    await this.counts.addEvents(tx, admitted.events, lane);
    await this.counts.addFields(tx, admitted.fields, lane);
    await this.outcomes.add(
      tx,
      countOutcomes(events, () => 'applied', nowMs),
      lane,
    );
  }
}

/** The other kinds of activity apply no event. What cannot be read was not written by profiles, and is passed over. */
function appliedEventOf({ value }: BusRecord): AcceptedEvent | undefined {
  if (value === null) return undefined;
  try {
    const activity = JSON.parse(value) as Partial<ProfileActivity> | null;
    return activity?.kind === 'event_applied' ? activity.event : undefined;
  } catch {
    return undefined;
  }
}
