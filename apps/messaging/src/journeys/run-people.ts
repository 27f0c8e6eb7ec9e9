import { Injectable } from '@nestjs/common';
import { mostObjects, noRelations } from '@rapport/conditions';
import type { EntityManager } from 'typeorm';
import { keyOf, type Recipient } from '../recipients/domain/recipient.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';
import type { RelationsWanted } from '../relations/domain/relations-wanted.js';
import { PersonRelationsRepository } from '../relations/person-relations.repository.js';
import type { JourneyVersion } from './domain/journey-version.js';
import type { Run, RunPerson } from './domain/run.js';
import { versionKeyOf } from './journey-versions.repository.js';

/** The people of runs, each with what the conditions of her journey ask of her groups and objects. */
@Injectable()
export class RunPeople {
  constructor(
    private readonly recipients: RecipientRepository,
    private readonly relations: PersonRelationsRepository,
  ) {}

  /** By run id; absent is the person of whom nothing is known. Two statements at most. */
  async of(
    runs: readonly Run[],
    versions: ReadonlyMap<string, JourneyVersion>,
    tx: EntityManager,
  ): Promise<Map<string, RunPerson>> {
    const living = await this.recipients.livingOf(runs, tx);
    const known = runs.flatMap((run) => {
      const person = living.get(keyOf(run));
      const wanted = versions.get(versionKeyOf(run))?.relations;
      return person && wanted ? [{ runId: run.id, person, wanted }] : [];
    });
    const people = await this.with(known, tx);
    return new Map(known.map(({ runId }, index) => [runId, people[index] as RunPerson]));
  }

  /** In the order given. One statement, or none when nobody asks for anything. */
  async with(
    asked: readonly { person: Recipient; wanted: RelationsWanted }[],
    tx: EntityManager,
  ): Promise<RunPerson[]> {
    const relations = await this.relations.of(asked, mostObjects, tx);
    return asked.map(({ person }, index) => ({ ...person, relations: relations[index] ?? noRelations }));
  }
}
