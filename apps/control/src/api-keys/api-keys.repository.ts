import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ApiKeyRecord } from './api-key.js';

const columns = `id, name, scopes, created_at AS "createdAt", created_by AS "createdBy", last_used_at AS "lastUsedAt",
  expires_at AS "expiresAt", revoked_at AS "revokedAt"`;

/** Every call takes the transaction of the management request, in which row-level security shows one workspace. */
@Injectable()
export class ApiKeysRepository {
  /** Newest first, revoked ones included, after the position `before`. */
  async list(
    workspaceId: string,
    page: { before: string | undefined; rows: number },
    tx: EntityManager,
  ): Promise<ApiKeyRecord[]> {
    return tx.query<ApiKeyRecord[]>(
      `SELECT ${columns} FROM access.api_keys
        WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [workspaceId, page.before ?? null, page.rows],
    );
  }

  async add(
    workspaceId: string,
    key: ApiKeyRecord,
    secret: { keyId: string; secretHash: Buffer },
    tx: EntityManager,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO access.api_keys
         (workspace_id, id, key_id, secret_hash, name, scopes, created_at, created_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        workspaceId,
        key.id,
        secret.keyId,
        secret.secretHash,
        key.name,
        key.scopes,
        key.createdAt,
        key.createdBy,
        key.expiresAt,
      ],
    );
  }

  async lock(workspaceId: string, id: string, tx: EntityManager): Promise<ApiKeyRecord | undefined> {
    const [row] = await tx.query<ApiKeyRecord[]>(
      `SELECT ${columns} FROM access.api_keys WHERE workspace_id = $1 AND id = $2 FOR UPDATE`,
      [workspaceId, id],
    );
    return row;
  }

  /** Writes what may change of a locked key. */
  async save(workspaceId: string, key: ApiKeyRecord, tx: EntityManager): Promise<void> {
    await tx.query(
      `UPDATE access.api_keys SET name = $3, scopes = $4, expires_at = $5, revoked_at = $6
        WHERE workspace_id = $1 AND id = $2`,
      [workspaceId, key.id, key.name, key.scopes, key.expiresAt, key.revokedAt],
    );
  }
}
