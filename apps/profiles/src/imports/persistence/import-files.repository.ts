import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RowFault } from '../domain/item-of-row.js';
import type { StoredRow } from '../domain/judge-row.js';

export interface ImportKey {
  workspaceId: string;
  id: string;
}

/** Some hundred rows of a file. */
export interface FileChunk {
  chunk: number;
  rows: StoredRow[];
}

export interface RowError extends RowFault {
  row: number;
}

/** The rows of uploaded files, and what was wrong with them. */
@Injectable()
export class ImportFilesRepository {
  async addChunk(
    tx: EntityManager,
    { workspaceId, id }: ImportKey,
    { chunk, rows }: FileChunk,
  ): Promise<void> {
    const packed = rows.map(({ row, content }) => [row, content]);
    await tx.query(
      `INSERT INTO profiles.import_chunks (workspace_id, import_id, chunk, first_row, last_row, row_count, rows)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [workspaceId, id, chunk, rows[0]?.row, rows.at(-1)?.row, rows.length, JSON.stringify(packed)],
    );
  }

  /** @returns undefined behind the last */
  async readChunk(
    tx: EntityManager,
    { workspaceId, id }: ImportKey,
    chunk: number,
  ): Promise<FileChunk | undefined> {
    const [found] = await tx.query<{ rows: string }[]>(
      `SELECT rows FROM profiles.import_chunks WHERE workspace_id = $1 AND import_id = $2 AND chunk = $3`,
      [workspaceId, id, chunk],
    );
    if (!found) return undefined;
    const packed = JSON.parse(found.rows) as [number, StoredRow['content']][];
    return { chunk, rows: packed.map(([row, content]) => ({ row, content })) };
  }

  async addErrors(
    tx: EntityManager,
    { workspaceId, id }: ImportKey,
    errors: readonly RowError[],
  ): Promise<void> {
    if (errors.length === 0) return;
    await tx.query(
      `INSERT INTO profiles.import_errors (workspace_id, import_id, row_number, column_name, code, message)
       SELECT $1, $2, * FROM unnest($3::int[], $4::text[], $5::text[], $6::text[])`,
      [
        workspaceId,
        id,
        errors.map(({ row }) => row),
        errors.map(({ column }) => column),
        errors.map(({ code }) => code),
        errors.map(({ message }) => message),
      ],
    );
  }

  /** In the order of the file, those behind row `after`. */
  async listErrors(
    tx: EntityManager,
    { workspaceId, id }: ImportKey,
    after: number,
    limit: number,
  ): Promise<RowError[]> {
    return tx.query<RowError[]>(
      `SELECT row_number AS row, column_name AS column, code, message FROM profiles.import_errors
        WHERE workspace_id = $1 AND import_id = $2 AND row_number > $3 ORDER BY row_number LIMIT $4`,
      [workspaceId, id, after, limit],
    );
  }

  /** The rows themselves, of the chunks that hold them. */
  async readRows(
    tx: EntityManager,
    { workspaceId, id }: ImportKey,
    rows: readonly number[],
  ): Promise<ReadonlyMap<number, StoredRow['content']>> {
    const found = await tx.query<{ row: number; content: StoredRow['content'] }[]>(
      `SELECT (entry->>0)::int AS row, entry->1 AS content
         FROM profiles.import_chunks c CROSS JOIN LATERAL json_array_elements(c.rows::json) entry
        WHERE c.workspace_id = $1 AND c.import_id = $2 AND c.first_row <= $4 AND c.last_row >= $3
          AND (entry->>0)::int = ANY ($5::int[])`,
      [workspaceId, id, Math.min(...rows), Math.max(...rows), rows],
    );
    return new Map(found.map(({ row, content }) => [row, content]));
  }

  /** Deletes rows and errors; the import itself stays, and says so. */
  async discard(tx: EntityManager, { workspaceId, id }: ImportKey): Promise<void> {
    for (const table of ['import_chunks', 'import_errors']) {
      await tx.query(`DELETE FROM profiles.${table} WHERE workspace_id = $1 AND import_id = $2`, [
        workspaceId,
        id,
      ]);
    }
  }
}
