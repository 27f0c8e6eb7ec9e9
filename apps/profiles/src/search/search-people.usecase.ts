import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { ProblemError } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { ProfileReader, type ProfileRow } from '../persistence/profile-reader.repository.js';
import { CountPeople, type PeopleCount } from './count-people.js';
import type { PeopleFilter, PeopleOrder, Position } from './domain/people-filter.js';
import { FollowPeople } from './follow-people.js';
import { CandidatesRepository } from './persistence/candidates.repository.js';
import { SEARCH_COST, type SearchCost } from './search-cost.js';

export interface PeopleSearch {
  filter: PeopleFilter;
  order: PeopleOrder;
  after: Position | undefined;
  limit: number;
  count: boolean;
}

export interface FoundPeople {
  people: ProfileRow[];
  /** Where the list goes on; null at its end. A page may hold fewer people than asked for, and the list still go on. */
  next: Position | null;
  count: PeopleCount | null;
}

/**
 * One page of the people who fit. Where an index leads to few people, they are looked at; otherwise the list is followed in its
 * own order. Either way SQL decides, and the evaluator only where SQL cannot.
 */
@Injectable()
export class SearchPeople {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CandidatesRepository) private readonly candidates: CandidatesRepository,
    @Inject(FollowPeople) private readonly following: FollowPeople,
    @Inject(CountPeople) private readonly counting: CountPeople,
    @Inject(ProfileReader) private readonly profiles: ProfileReader,
    @Inject(SEARCH_COST) private readonly cost: SearchCost,
  ) {}

  /** @throws ProblemError `overloaded` when the database does not answer in time */
  async page(search: PeopleSearch): Promise<FoundPeople> {
    const { workspaceId } = search.filter;
    try {
      const candidates = await this.database.newTransaction(async (tx) => {
        await this.limit(tx);
        return this.candidates.find(tx, search.filter, this.cost.candidates);
      });
      return await this.database.inWorkspace(workspaceId, async (tx) => {
        await this.limit(tx);
        return this.read(tx, search, candidates);
      });
    } catch (error) {
      if (!wasCancelled(error)) throw error;
      const detail =
        'The search took too long and was ended. Ask for less at once, or again when there is less to do.';
      throw new ProblemError('overloaded', { detail, cause: error });
    }
  }

  private async read(
    tx: EntityManager,
    search: PeopleSearch,
    candidates: readonly string[] | undefined,
  ): Promise<FoundPeople> {
    const { people: hits, next } = await this.following.page(tx, { ...search, candidates });
    const ids = hits.map(({ id }) => id);
    const people = ids.length === 0 ? [] : await this.profiles.load(tx, search.filter.workspaceId, ids);
    if (!search.count) return { people, next, count: null };
    // The whole list on its first page needs no counting.
    const isAll = search.after === undefined && next === null;
    const count = isAll
      ? { count: hits.length, exact: true }
      : await this.counting.count(tx, search.filter, candidates);
    return { people, next, count };
  }

  /**
   * Until the end of the transaction. Statements end by themselves. They follow an index and stop when the page is full, which
   * a plan that reads whole tables first never does; compiling one would take longer than most of them run.
   */
  private async limit(tx: EntityManager): Promise<void> {
    const off = ['jit', 'enable_hashjoin', 'enable_mergejoin'].map(
      (name) => `set_config('${name}', 'off', true)`,
    );
    await tx.query(`SELECT set_config('statement_timeout', $1, true), ${off.join(', ')}`, [
      String(this.cost.statementMilliseconds),
    ]);
  }
}

/** 57014: `statement_timeout` ended the statement. */
function wasCancelled(error: unknown): boolean {
  const { code, driverError } = error as { code?: unknown; driverError?: { code?: unknown } };
  return code === '57014' || driverError?.code === '57014';
}
