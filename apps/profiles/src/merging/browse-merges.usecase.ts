import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, mapPage, type Page, pageOf } from '@rapport/http';
import { ProblemError } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { ProfileRef } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import { type After, MergingRepository } from './merging.repository.js';
import { type MergeView, type SeparationView, viewOfMerge, viewOfSeparation } from './merging.view.js';

interface PageAsked {
  cursor?: string | undefined;
  limit: number;
}

/** What became of a person's identity by whom: the records. */
@Injectable()
export class BrowseMerges {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FindProfile) private readonly people: FindProfile,
    @Inject(MergingRepository) private readonly known: MergingRepository,
  ) {}

  async merges(workspaceId: string, ref: ProfileRef, asked: PageAsked): Promise<Page<MergeView>> {
    const read = (tx: EntityManager, profileId: string, page: After) =>
      this.known.merges(tx, workspaceId, profileId, page);
    return mapPage(await this.page('merges', workspaceId, ref, asked, read), viewOfMerge);
  }

  async separations(workspaceId: string, ref: ProfileRef, asked: PageAsked): Promise<Page<SeparationView>> {
    const read = (tx: EntityManager, profileId: string, page: After) =>
      this.known.separations(tx, workspaceId, profileId, page);
    return mapPage(await this.page('separations', workspaceId, ref, asked, read), viewOfSeparation);
  }

  /** @throws ProblemError `not_found` */
  private async page<Row extends { id: string; at: Date }>(
    list: string,
    workspaceId: string,
    ref: ProfileRef,
    { cursor, limit }: PageAsked,
    read: (tx: EntityManager, profileId: string, page: After) => Promise<Row[]>,
  ): Promise<Page<Row>> {
    const filters = { list, workspaceId, ref };
    const [at, id] = decodeCursor(cursor, filters, ['instant', 'uuid']) ?? [];
    const after = at === undefined || id === undefined ? undefined : { at: String(at), id: String(id) };
    const rows = await this.database.inWorkspace(workspaceId, async (tx) => {
      const profileId = await this.people.resolve(tx, workspaceId, ref);
      if (profileId === undefined) throw new ProblemError('not_found');
      return read(tx, profileId, { after, limit: limit + 1 });
    });
    return pageOf(rows, limit, (last) => encodeCursor(filters, [last.at.toISOString(), last.id]));
  }
}
