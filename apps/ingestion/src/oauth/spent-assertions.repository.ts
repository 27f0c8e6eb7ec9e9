import type { OauthKeyGrant } from '@rapport/access';
import type { Database } from '@rapport/database';
import { sha256Hex, toIso } from '@rapport/kernel';

/** Remembers assertions until they expire, over all instances: whoever saw one pass cannot use it again. */
export class SpentAssertionsRepository {
  constructor(private readonly database: Database) {}

  /** @returns false when it was spent before */
  async spend(key: OauthKeyGrant, jti: string, nowMs: number, expiresAtMs: number): Promise<boolean> {
    return this.database.newTransaction(async (tx) => {
      await tx.query(
        `DELETE FROM ingestion.spent_assertions WHERE workspace_id = $1 AND key_id = $2 AND expires_at < $3`,
        [key.workspaceId, key.keyId, toIso(nowMs)],
      );
      const rows = await tx.query<unknown[]>(
        `INSERT INTO ingestion.spent_assertions (workspace_id, key_id, jti_hash, expires_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING RETURNING 1`,
        [key.workspaceId, key.keyId, Buffer.from(sha256Hex(jti), 'hex'), toIso(expiresAtMs)],
      );
      return rows.length === 1;
    });
  }
}
