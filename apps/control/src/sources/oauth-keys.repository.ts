import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { EntityManager } from 'typeorm';

export interface OauthKeyRecord {
  /** uuid */
  id: string;
  name: string;
  publicKey: string;
  createdAt: Date;
  createdBy: Actor;
  lastUsedAt: Date | null;
}

/** Every call takes the transaction of the management request, in which row-level security shows one workspace. */
@Injectable()
export class OauthKeysRepository {
  /** Newest first. */
  async list(workspaceId: string, sourceId: string, tx: EntityManager): Promise<OauthKeyRecord[]> {
    return tx.query<OauthKeyRecord[]>(
      `SELECT id, name, public_key AS "publicKey", created_at AS "createdAt", created_by AS "createdBy",
              last_used_at AS "lastUsedAt"
         FROM access.oauth_keys WHERE workspace_id = $1 AND source_id = $2 ORDER BY id DESC`,
      [workspaceId, sourceId],
    );
  }

  async add(
    workspaceId: string,
    sourceId: string,
    key: OauthKeyRecord & { tokenSecret: Buffer },
    tx: EntityManager,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO access.oauth_keys (workspace_id, id, source_id, name, public_key, token_secret, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [workspaceId, key.id, sourceId, key.name, key.publicKey, key.tokenSecret, key.createdAt, key.createdBy],
    );
  }

  async remove(workspaceId: string, keyId: string, tx: EntityManager): Promise<void> {
    await tx.query('DELETE FROM access.oauth_keys WHERE workspace_id = $1 AND id = $2', [workspaceId, keyId]);
  }
}
