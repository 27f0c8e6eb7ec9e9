import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { DecideHits } from './decide-hits.js';
import type { Hit, PeopleFilter, PeopleOrder, Position, Stretch } from './domain/people-filter.js';
import { PeopleRepository } from './persistence/people.repository.js';
import { SEARCH_COST, type SearchCost } from './search-cost.js';

export interface Following {
  filter: PeopleFilter;
  order: PeopleOrder;
  after: Position | undefined;
  limit: number;
  /** Everybody who may fit, when an index leads to few. */
  candidates: readonly string[] | undefined;
}

/** Follows a list from a position on, until enough people are found who fit, its end is reached, or the time is up. */
@Injectable()
export class FollowPeople {
  constructor(
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(DecideHits) private readonly decide: DecideHits,
    @Inject(SEARCH_COST) private readonly cost: SearchCost,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns at most `limit` people, and where the list goes on; null at its end */
  async page(tx: EntityManager, following: Following): Promise<{ people: Hit[]; next: Position | null }> {
    const { filter, limit } = following;
    const until = this.clock.now() + this.cost.pageMilliseconds;
    const found: Hit[] = [];
    let { after } = following;
    for (let step = this.cost.firstStep; ; step = Math.min(step * 8, this.cost.largestStep)) {
      const { hits, through } = await this.stretch(tx, { ...following, after }, step);
      found.push(...(await this.decide.fitting(tx, filter, hits)));
      if (found.length > limit) return { people: found.slice(0, limit), next: found[limit - 1] ?? null };
      if (through === null) return { people: found, next: null };
      if (this.clock.now() >= until) return { people: found, next: through };
      after = through;
    }
  }

  private stretch(tx: EntityManager, following: Following, step: number): Promise<Stretch> {
    const { filter, order, after, candidates } = following;
    // One more than asked for says that the list goes on.
    const look = { filter, order, after, limit: following.limit + 1 };
    if (candidates) return this.people.among(tx, candidates, look);
    const isUnfiltered = filter.condition === undefined && filter.q === undefined;
    return this.people.along(tx, isUnfiltered ? look.limit : step, look);
  }
}
