import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, type Page, pageOf } from '@rapport/http';
import type { ApiKeyRecord } from './api-key.js';
import { ApiKeysRepository } from './api-keys.repository.js';

@Injectable()
export class ListApiKeys {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly apiKeys: ApiKeysRepository,
  ) {}

  /** @throws ProblemError `invalid_cursor` */
  async execute(workspaceId: string, query: { limit: number; cursor?: string }): Promise<Page<ApiKeyRecord>> {
    const filters = { list: 'api-keys', workspaceId };
    const [before] = decodeCursor(query.cursor, filters, ['uuid']) ?? [];
    const page = { before: before as string | undefined, rows: query.limit + 1 };
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      this.apiKeys.list(workspaceId, page, tx),
    );
    return pageOf(rows, query.limit, (last) => encodeCursor(filters, [last.id]));
  }
}
