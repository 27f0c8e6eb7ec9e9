import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DecideHits } from './decide-hits.js';
import { estimateOf } from './domain/estimate.js';
import type { PeopleFilter } from './domain/people-filter.js';
import { PeopleRepository } from './persistence/people.repository.js';
import { SEARCH_COST, type SearchCost } from './search-cost.js';

export interface PeopleCount {
  count: number;
  /** False for an estimate. */
  exact: boolean;
}

/** How many people fit: counted when they are few, or the workspace is small; estimated from a sample otherwise. */
@Injectable()
export class CountPeople {
  constructor(
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(DecideHits) private readonly decide: DecideHits,
    @Inject(SEARCH_COST) private readonly cost: SearchCost,
  ) {}

  /** @param candidates all who may fit, when an index leads to few */
  async count(
    tx: EntityManager,
    filter: PeopleFilter,
    candidates: readonly string[] | undefined,
  ): Promise<PeopleCount> {
    const tally = await this.people.tally(tx, filter, candidates, this.cost.sample);
    const decided = await this.decide.among(tx, filter, tally.open);
    const isWhole = candidates !== undefined || tally.people < this.cost.sample;
    return estimateOf({ ...tally, open: tally.open.length, fittingOfOpen: decided.size, isWhole });
  }
}
