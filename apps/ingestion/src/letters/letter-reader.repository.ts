import type { Database } from '@rapport/database';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { millisecondsOf } from './domain/read-letter.js';
import type { LetterDetails, LetterOrigin, LetterState } from './domain/stored-letter.js';
import { filterCondition, filterValues, letterColumns } from './letter-rows.js';
import type { LetterFilter, LetterRow, WholeLetter } from './letter-rows.js';

export interface LetterCount {
  origin: LetterOrigin;
  state: LetterState;
  code: string;
  sourceId: string | null;
  topic: string | null;
  count: number;
}

/** The letters of one workspace, as its members see them. */
export class LetterReader {
  constructor(private readonly database: Database) {}

  /** Newest first. @param before an id; those made before it */
  async list(
    workspaceId: string,
    filter: LetterFilter,
    before: string | undefined,
    limit: number,
  ): Promise<LetterRow[]> {
    return this.read<LetterRow[]>(
      workspaceId,
      `SELECT ${letterColumns} FROM ingestion.dead_letters
        WHERE ${filterCondition} AND ($10::uuid IS NULL OR id < $10) ORDER BY id DESC LIMIT $11`,
      [...filterValues(workspaceId, filter), before ?? null, limit],
    );
  }

  async find(workspaceId: string, id: string): Promise<LetterRow | undefined> {
    const rows = await this.one<LetterRow>(workspaceId, id, letterColumns);
    return rows[0];
  }

  async whole(workspaceId: string, id: string): Promise<WholeLetter | undefined> {
    const columns = `${letterColumns}, details, payload`;
    const [row] = await this.one<WholeLetter & { details: string }>(workspaceId, id, columns);
    return row && { ...row, details: JSON.parse(row.details) as LetterDetails };
  }

  async counts(workspaceId: string, filter: LetterFilter): Promise<LetterCount[]> {
    const rows = await this.read<(LetterCount & { count: string })[]>(
      workspaceId,
      `SELECT origin, state, code, source_id AS "sourceId", topic, count(*) AS count FROM ingestion.dead_letters
        WHERE ${filterCondition} GROUP BY origin, state, code, source_id, topic ORDER BY count(*) DESC, code LIMIT 1000`,
      filterValues(workspaceId, filter),
    );
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  }

  private async one<Row>(workspaceId: string, id: string, columns: string): Promise<Row[]> {
    const madeAtMs = millisecondsOf(id);
    if (madeAtMs === undefined) return [];
    return this.read<Row[]>(
      workspaceId,
      `SELECT ${columns} FROM ingestion.dead_letters WHERE workspace_id = $1 AND id = $2 AND made_at = $3`,
      [workspaceId, id, toIso(madeAtMs)],
    );
  }

  private async read<Rows>(workspaceId: string, sql: string, values: unknown[]): Promise<Rows> {
    return this.database.inWorkspace(workspaceId, (tx: EntityManager) => tx.query<Rows>(sql, values));
  }
}
