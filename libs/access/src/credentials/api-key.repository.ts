import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, toIso } from '@rapport/kernel';
import type { ApiKeyCaller } from '../caller.js';
import type { Scope } from '../scopes.js';

interface Row {
  id: string;
  workspace_id: string;
  name: string;
  scopes: Scope[];
  secret_hash: Buffer;
}

/** Reads one key per request, by its public part: a revocation acts at once, on every instance. */
@Injectable()
export class ApiKeyRepository {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The caller behind a key that is neither expired nor revoked and whose secret is right. */
  async findBySecret(keyId: string, secret: string): Promise<ApiKeyCaller | undefined> {
    const [row] = await this.database.query<Row>(
      `SELECT id, workspace_id, name, scopes, secret_hash FROM access.api_keys
        WHERE key_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`,
      [keyId, toIso(this.clock.now())],
    );
    if (!row || !timingSafeEqual(createHash('sha256').update(secret).digest(), row.secret_hash))
      return undefined;
    return {
      kind: 'api_key',
      keyId: row.id,
      workspaceId: row.workspace_id,
      scopes: row.scopes,
      name: row.name,
    };
  }

  async isAlive(id: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1 FROM access.api_keys WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`,
      [id, toIso(this.clock.now())],
    );
    return rows.length > 0;
  }
}
