import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, type Page, pageOf } from '@rapport/http';
import { ProblemError } from '@rapport/kernel';
import type { SourceRecord } from './source.js';
import { SourcesRepository } from './sources.repository.js';

export interface SourcesPageQuery {
  limit: number;
  cursor?: string;
  q?: string;
  includeArchived?: boolean;
}

@Injectable()
export class ReadSources {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly sources: SourcesRepository,
  ) {}

  /** @throws ProblemError `invalid_cursor` */
  async page(workspaceId: string, query: SourcesPageQuery): Promise<Page<SourceRecord>> {
    const filter = { q: query.q, includeArchived: query.includeArchived ?? false };
    const filters = { list: 'sources', workspaceId, ...filter };
    const [before] = decodeCursor(query.cursor, filters, ['uuid']) ?? [];
    const page = { before: before as string | undefined, rows: query.limit + 1 };
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      this.sources.list(workspaceId, filter, page, tx),
    );
    return pageOf(rows, query.limit, (last) => encodeCursor(filters, [last.id]));
  }

  /** @throws ProblemError `not_found` */
  async one(workspaceId: string, id: string): Promise<SourceRecord> {
    const source = await this.database.inWorkspace(workspaceId, (tx) =>
      this.sources.byId(workspaceId, id, tx),
    );
    if (!source) throw new ProblemError('not_found');
    return source;
  }
}
