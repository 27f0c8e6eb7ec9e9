import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { AcceptedEvent } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import type { OperationFault } from '@rapport/http';
import type { EntityManager } from 'typeorm';
import type { ImportKind, ImportMapping } from '../domain/mapping.js';
import type { FileFormat } from '../upload/read-rows.js';
import type { ImportKey } from './import-files.repository.js';
import {
  importColumns,
  importOfRow,
  type ImportRecord,
  type ImportRow,
  type ImportState,
  type RowCounts,
} from './import-record.js';

export interface NewImport {
  workspaceId: string;
  id: string;
  kind: ImportKind;
  format: FileFormat;
  fileName: string | null;
  createdAt: string;
  createdBy: Actor;
}

/** What is known of a file once all of it has come. */
export interface FileFacts {
  sha256: string;
  bytes: number;
  delimiter: string | null;
  columns: string[];
  rows: number;
  guess: ImportMapping | null;
}

export interface ImportFilter {
  kinds: readonly string[] | undefined;
  states: readonly string[] | undefined;
  after: { at: string; id: string } | undefined;
  limit: number;
}

/** Imports as requests see them; one that is still being received is none yet. */
@Injectable()
export class ImportsRepository {
  async beginReceiving(tx: EntityManager, given: NewImport): Promise<void> {
    await tx.query(
      `INSERT INTO profiles.imports (workspace_id, import_id, kind, format, state, file_name, created_at, created_by)
       VALUES ($1, $2, $3, $4, 'receiving', $5, $6, $7)`,
      [
        given.workspaceId,
        given.id,
        given.kind,
        given.format,
        given.fileName,
        given.createdAt,
        JSON.stringify(given.createdBy),
      ],
    );
  }

  /** @returns whether there was one that had not become an import */
  async forgetUnfinished(tx: EntityManager, workspaceId: string, id: string): Promise<boolean> {
    const [, deleted] = await tx.query<[unknown, number]>(
      `DELETE FROM profiles.imports WHERE workspace_id = $1 AND import_id = $2 AND state = 'receiving'`,
      [workspaceId, id],
    );
    return deleted > 0;
  }

  /** From now on it exists. */
  async admit(tx: EntityManager, workspaceId: string, id: string, facts: FileFacts): Promise<ImportRecord> {
    const [rows] = await tx.query<[ImportRow[], number]>(
      `UPDATE profiles.imports SET state = 'uploaded', sha256 = $3, bytes = $4, delimiter = $5, columns = $6, row_count = $7,
         guess = $8
       WHERE workspace_id = $1 AND import_id = $2 AND state = 'receiving' RETURNING ${importColumns}`,
      [
        workspaceId,
        id,
        facts.sha256,
        facts.bytes,
        facts.delimiter,
        JSON.stringify(facts.columns),
        facts.rows,
        facts.guess && JSON.stringify(facts.guess),
      ],
    );
    if (!rows[0]) throw new Error('the upload is gone');
    return importOfRow(rows[0]);
  }

  /** @param lock nobody else changes it until the transaction ends */
  async find(
    tx: EntityManager,
    workspaceId: string,
    id: string,
    lock: 'lock' | 'look' = 'look',
  ): Promise<ImportRecord | undefined> {
    const rows = await tx.query<ImportRow[]>(
      `SELECT ${importColumns} FROM profiles.imports
        WHERE workspace_id = $1 AND import_id = $2 AND state <> 'receiving' ${lock === 'lock' ? 'FOR UPDATE' : ''}`,
      [workspaceId, id],
    );
    return rows[0] && importOfRow(rows[0]);
  }

  /** Newest first. */
  async list(tx: EntityManager, workspaceId: string, filter: ImportFilter): Promise<ImportRecord[]> {
    const rows = await tx.query<ImportRow[]>(
      `SELECT ${importColumns} FROM profiles.imports
        WHERE workspace_id = $1 AND state <> 'receiving'
          AND ($2::text[] IS NULL OR kind = ANY ($2)) AND ($3::text[] IS NULL OR state = ANY ($3))
          AND ($4::timestamptz IS NULL OR (created_at, import_id) < ($4, $5::uuid))
        ORDER BY created_at DESC, import_id DESC LIMIT $6`,
      [
        workspaceId,
        filter.kinds ?? null,
        filter.states ?? null,
        filter.after?.at ?? null,
        filter.after?.id ?? null,
        filter.limit,
      ],
    );
    return rows.map(importOfRow);
  }

  async map(tx: EntityManager, { workspaceId, id }: ImportRecord, mapping: ImportMapping): Promise<void> {
    await tx.query(
      `UPDATE profiles.imports SET state = 'mapped', mapping = $3 WHERE workspace_id = $1 AND import_id = $2`,
      [workspaceId, id, JSON.stringify(mapping)],
    );
  }

  async start(
    tx: EntityManager,
    { workspaceId, id }: ImportRecord,
    given: { mode: AcceptedEvent['mode']; operationId: string; at: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE profiles.imports SET state = 'running', mode = $3, operation_id = $4, started_at = $5
        WHERE workspace_id = $1 AND import_id = $2`,
      [workspaceId, id, given.mode, given.operationId, given.at],
    );
  }

  async count(
    tx: EntityManager,
    { workspaceId, id }: ImportRecord,
    rows: number,
    counts: RowCounts,
  ): Promise<void> {
    await tx.query(
      `UPDATE profiles.imports SET done_rows = done_rows + $3, new_rows = new_rows + $4, updated_rows = updated_rows + $5,
         skipped_rows = skipped_rows + $6, duplicate_rows = duplicate_rows + $7, invalid_rows = invalid_rows + $8
       WHERE workspace_id = $1 AND import_id = $2`,
      [workspaceId, id, rows, counts.new, counts.updated, counts.skipped, counts.duplicates, counts.invalid],
    );
  }

  async end(
    tx: EntityManager,
    workspaceId: string,
    id: string,
    given: { state: ImportState; error: OperationFault | null; at: string },
  ): Promise<void> {
    await tx.query(
      `UPDATE profiles.imports SET state = $3, error = $4, finished_at = $5 WHERE workspace_id = $1 AND import_id = $2`,
      [workspaceId, id, given.state, given.error && JSON.stringify(given.error), given.at],
    );
  }

  /** Uploads that began before `at` and never became an import. */
  async findAbandoned(database: Database, at: string): Promise<ImportKey[]> {
    return database.query<ImportKey>(
      `SELECT workspace_id AS "workspaceId", import_id AS id FROM profiles.imports
        WHERE purged_at IS NULL AND state = 'receiving' AND created_at < $1`,
      [at],
    );
  }

  /** Imports from before `at` whose file is still there and that are not under way. */
  async findExpired(database: Database, at: string): Promise<ImportKey[]> {
    return database.query<ImportKey>(
      `SELECT workspace_id AS "workspaceId", import_id AS id FROM profiles.imports
        WHERE purged_at IS NULL AND state NOT IN ('receiving', 'running') AND created_at < $1`,
      [at],
    );
  }

  async markPurged(tx: EntityManager, { workspaceId, id }: ImportKey, at: string): Promise<void> {
    await tx.query(`UPDATE profiles.imports SET purged_at = $3 WHERE workspace_id = $1 AND import_id = $2`, [
      workspaceId,
      id,
      at,
    ]);
  }
}
