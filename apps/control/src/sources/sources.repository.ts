import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { SourceRecord, WriteKeyRecord } from './source.js';

export interface SourceFilter {
  /** Substring of the name, whatever the case. */
  q: string | undefined;
  includeArchived: boolean;
}

type SourceRow = Omit<SourceRecord, 'writeKeys'>;

const columns = `id, name, kind, enabled, allowed_origins AS "allowedOrigins", events_per_second AS "eventsPerSecond",
  match_on AS "matchOn", tracking_plan_id AS "trackingPlanId", created_at AS "createdAt", created_by AS "createdBy", updated_at AS "updatedAt",
  updated_by AS "updatedBy", archived_at AS "archivedAt"`;

const keyColumns = `source_id AS "sourceId", id, key, created_at AS "createdAt", last_used_at AS "lastUsedAt",
  expires_at AS "expiresAt"`;

/** Every call takes the transaction of the management request, in which row-level security shows one workspace. */
@Injectable()
export class SourcesRepository {
  /** Newest first, after the position `before`. */
  async list(
    workspaceId: string,
    filter: SourceFilter,
    page: { before: string | undefined; rows: number },
    tx: EntityManager,
  ): Promise<SourceRecord[]> {
    const rows = await tx.query<SourceRow[]>(
      `SELECT ${columns} FROM access.sources
        WHERE workspace_id = $1 AND ($2 OR archived_at IS NULL)
          AND ($3::text IS NULL OR strpos(lower(name), lower($3)) > 0)
          AND ($4::uuid IS NULL OR id < $4)
        ORDER BY id DESC LIMIT $5`,
      [workspaceId, filter.includeArchived, filter.q ?? null, page.before ?? null, page.rows],
    );
    return this.withKeys(workspaceId, rows, tx);
  }

  async byId(workspaceId: string, id: string, tx: EntityManager): Promise<SourceRecord | undefined> {
    const rows = await tx.query<SourceRow[]>(
      `SELECT ${columns} FROM access.sources WHERE workspace_id = $1 AND id = $2`,
      [workspaceId, id],
    );
    return (await this.withKeys(workspaceId, rows, tx))[0];
  }

  /** Until the transaction ends nobody else changes the source or its keys. */
  async lock(workspaceId: string, id: string, tx: EntityManager): Promise<SourceRecord | undefined> {
    const rows = await tx.query<SourceRow[]>(
      `SELECT ${columns} FROM access.sources WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
      [workspaceId, id],
    );
    return (await this.withKeys(workspaceId, rows, tx))[0];
  }

  async add(workspaceId: string, source: SourceRecord, tx: EntityManager): Promise<void> {
    await tx.query(
      `INSERT INTO access.sources (workspace_id, id, name, kind, enabled, allowed_origins, events_per_second,
         match_on, created_at, created_by, updated_at, updated_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $10)`,
      [
        workspaceId,
        source.id,
        source.name,
        source.kind,
        source.enabled,
        source.allowedOrigins,
        source.eventsPerSecond,
        source.matchOn,
        source.createdAt,
        source.createdBy,
      ],
    );
    for (const key of source.writeKeys) await this.addKey(workspaceId, source.id, key, tx);
  }

  /** Writes everything of a locked source but its keys. */
  async save(workspaceId: string, source: SourceRecord, tx: EntityManager): Promise<void> {
    await tx.query(
      `UPDATE access.sources SET name = $3, kind = $4, enabled = $5, allowed_origins = $6, events_per_second = $7,
         match_on = $8, updated_at = $9, updated_by = $10, archived_at = $11
        WHERE workspace_id = $1 AND id = $2`,
      [
        workspaceId,
        source.id,
        source.name,
        source.kind,
        source.enabled,
        source.allowedOrigins,
        source.eventsPerSecond,
        source.matchOn,
        source.updatedAt,
        source.updatedBy,
        source.archivedAt,
      ],
    );
  }

  async addKey(workspaceId: string, sourceId: string, key: WriteKeyRecord, tx: EntityManager): Promise<void> {
    await tx.query(
      `INSERT INTO access.write_keys (workspace_id, id, source_id, key, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [workspaceId, key.id, sourceId, key.key, key.createdAt, key.expiresAt],
    );
  }

  async removeKey(workspaceId: string, keyId: string, tx: EntityManager): Promise<void> {
    await tx.query('DELETE FROM access.write_keys WHERE workspace_id = $1 AND id = $2', [workspaceId, keyId]);
  }

  private async withKeys(workspaceId: string, rows: SourceRow[], tx: EntityManager): Promise<SourceRecord[]> {
    if (rows.length === 0) return [];
    const keys = await tx.query<(WriteKeyRecord & { sourceId: string })[]>(
      `SELECT ${keyColumns} FROM access.write_keys WHERE workspace_id = $1 AND source_id = ANY ($2) ORDER BY id DESC`,
      [workspaceId, rows.map((row) => row.id)],
    );
    return rows.map((row) => ({
      ...row,
      writeKeys: keys
        .filter((key) => key.sourceId === row.id)
        .map(({ id, key, createdAt, lastUsedAt, expiresAt }) => ({
          id,
          key,
          createdAt,
          lastUsedAt,
          expiresAt,
        })),
    }));
  }
}
