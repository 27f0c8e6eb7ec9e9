import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, mapPage, pageOf, type Page } from '@rapport/http';
import { ProblemError, toIso, uuidOf } from '@rapport/kernel';
import { FindObjects } from '@rapport/versioned';
import type { EntityManager } from 'typeorm';
import { invalidReference } from '../recipients/domain/invalid-reference.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';
import { JourneyKind } from './journey.kind.js';
import { type RunFilter, RunQueries } from './run-queries.repository.js';
import { type RunView, runViewOf } from './run.view.js';
import type { JourneyRunsQuery, PersonRunsQuery } from './runs.dto.js';

/** Pages of runs, newest entered first. */
@Injectable()
export class ListRuns {
  constructor(
    private readonly database: Database,
    private readonly finder: FindObjects,
    private readonly kind: JourneyKind,
    private readonly recipients: RecipientRepository,
    private readonly queries: RunQueries,
  ) {}

  /** @throws ProblemError `not_found` */
  async one(workspaceId: string, runId: string): Promise<RunView> {
    const id = uuidOf('run', runId);
    const run =
      id && (await this.database.inWorkspace(workspaceId, (tx) => this.queries.find(workspaceId, id, tx)));
    if (!run) throw new ProblemError('not_found');
    return runViewOf(run);
  }

  /** @throws ProblemError `not_found`, `invalid_reference`, `invalid_cursor` */
  async ofJourney(workspaceId: string, ref: string, query: JourneyRunsQuery): Promise<Page<RunView>> {
    const { id: journeyId } = await this.finder.get(this.kind, workspaceId, ref);
    const { state: states, step: steps, version, profile } = query;
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const person =
        profile === undefined ? undefined : await this.personOf(workspaceId, profile, 'query.profile', tx);
      if (profile !== undefined && !person) return { data: [], nextCursor: null };
      const profileIds = person === undefined ? undefined : [person];
      return this.page(workspaceId, { journeyId, states, steps, version, profileIds }, query, tx);
    });
  }

  /** @throws ProblemError `not_found`, `invalid_reference`, `invalid_cursor` */
  async ofPerson(workspaceId: string, reference: string, query: PersonRunsQuery): Promise<Page<RunView>> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const person = await this.personOf(workspaceId, reference, 'path.ref', tx);
      if (!person) throw new ProblemError('not_found');
      return this.page(workspaceId, { profileIds: [person], states: query.state }, query, tx);
    });
  }

  private async page(
    workspaceId: string,
    filter: RunFilter,
    { limit, cursor }: { limit: number; cursor?: string },
    tx: EntityManager,
  ): Promise<Page<RunView>> {
    const filters = { workspaceId, list: 'runs', ...filter };
    const after = decodeCursor(cursor, filters, ['instant', 'uuid']);
    const position = after && { enteredAt: String(after[0]), id: String(after[1]) };
    const runs = await this.queries.list(workspaceId, filter, { after: position, limit: limit + 1 }, tx);
    return mapPage(
      pageOf(runs, limit, (last) => encodeCursor(filters, [toIso(last.enteredAt), last.id])),
      runViewOf,
    );
  }

  private async personOf(
    workspaceId: string,
    reference: string,
    field: string,
    tx: EntityManager,
  ): Promise<string | undefined> {
    const found = await this.recipients.findByReference(workspaceId, reference, tx);
    if (found === 'invalid') throw invalidReference(field);
    return found?.profileId;
  }
}
