import type { Provider } from '@nestjs/common';
import { CountPeople } from './count-people.js';
import { DecideHits } from './decide-hits.js';
import { FollowPeople } from './follow-people.js';
import { ListPeople } from './list-people.usecase.js';
import { CandidatesRepository } from './persistence/candidates.repository.js';
import { PeopleRepository } from './persistence/people.repository.js';
import { RelationsRepository } from './persistence/relations.repository.js';
import { ReadSearch } from './read-search.js';
import { SEARCH_COST, searchCost } from './search-cost.js';
import { SearchPeople } from './search-people.usecase.js';

/** Finding people. */
export const searchProviders: Provider[] = [
  CandidatesRepository,
  CountPeople,
  DecideHits,
  FollowPeople,
  ListPeople,
  PeopleRepository,
  ReadSearch,
  RelationsRepository,
  SearchPeople,
  { provide: SEARCH_COST, useValue: { ...searchCost } },
];
