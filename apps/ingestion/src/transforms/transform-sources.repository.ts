import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { uuidOf } from '@rapport/kernel';

/** What transforms want to know of sources. */
@Injectable()
export class TransformSources {
  constructor(private readonly database: Database) {}

  /**
   * Positions of the ids that name no source of the workspace; archived ones count as none. In a transaction of its own: the
   * role of the API, in whose transaction a draft is checked, sees no source.
   */
  async unknownOf(workspaceId: string, publicIds: readonly string[]): Promise<number[]> {
    if (publicIds.length === 0) return [];
    const ids = publicIds.map((id) => uuidOf('src', id));
    const rows = await this.database.newTransaction((tx) =>
      tx.query<{ id: string }[]>(
        `SELECT id FROM access.sources WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) AND archived_at IS NULL`,
        [workspaceId, ids.filter((id) => id !== undefined)],
      ),
    );
    const known = new Set(rows.map(({ id }) => id));
    return ids.flatMap((id, index) => (id !== undefined && known.has(id) ? [] : [index]));
  }
}
