import { Inject, Injectable } from '@nestjs/common';
import { dependenciesOf, emptyScope, evaluate, type EvaluationScope, noRelations } from '@rapport/conditions';
import type { EntityManager } from 'typeorm';
import type { Hit, PeopleFilter } from './domain/people-filter.js';
import { PeopleRepository, type PersonFacts } from './persistence/people.repository.js';
import { RelationsRepository } from './persistence/relations.repository.js';

/** Decides, by the evaluator, of whom SQL could not. */
@Injectable()
export class DecideHits {
  constructor(
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(RelationsRepository) private readonly relations: RelationsRepository,
  ) {}

  /** @returns those who fit, in the order given */
  async fitting(tx: EntityManager, filter: PeopleFilter, hits: readonly Hit[]): Promise<Hit[]> {
    const open = hits.filter(({ fits }) => fits === null).map(({ id }) => id);
    const found = await this.among(tx, filter, open);
    return hits.filter(({ id, fits }) => fits ?? found.has(id));
  }

  /** @returns which of these people the condition is true of */
  async among(tx: EntityManager, filter: PeopleFilter, ids: readonly string[]): Promise<Set<string>> {
    const { condition } = filter;
    if (ids.length === 0 || !condition) return new Set(ids);
    const facts = await this.people.facts(tx, filter.workspaceId, ids);
    const { groupTraits, objects } = dependenciesOf(condition);
    const wanted = { groups: groupTraits.size > 0, objectTypes: [...objects.keys()] };
    const relations = await this.relations.load(tx, filter.workspaceId, ids, wanted);
    const fits = (person: PersonFacts): boolean => {
      const around = { relations: relations.get(person.id) ?? noRelations };
      return evaluate(condition, { ...scopeOf(person, filter), ...around }).result;
    };
    return new Set(facts.filter(fits).map(({ id }) => id));
  }
}

function scopeOf(person: PersonFacts, { now, workspaceTimeZone }: PeopleFilter): EvaluationScope {
  return {
    ...emptyScope(now, workspaceTimeZone),
    profileTimeZone: person.timeZone,
    traits: person.traits,
    reserved: {
      createdAt: person.createdAt.toISOString(),
      firstSeenAt: person.firstSeenAt.toISOString(),
      lastSeenAt: person.lastSeenAt.toISOString(),
    },
  };
}
