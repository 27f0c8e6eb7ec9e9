import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, ProblemError } from '@rapport/kernel';
import type { ApiKeyRecord } from './api-key.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { expiryOf, type Granter, type NewApiKey, refuseBeyond } from './create-api-key.usecase.js';

@Injectable()
export class ChangeApiKey {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly apiKeys: ApiKeysRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Absent = unchanged.
   * @throws ProblemError `insufficient_scope`, `validation_failed`, `not_found`; `state_conflict` for a revoked key
   */
  async update(
    workspaceId: string,
    id: string,
    change: Partial<NewApiKey>,
    granter: Granter,
  ): Promise<ApiKeyRecord> {
    refuseBeyond(granter, change.scopes ?? []);
    const expiry =
      change.expiresAt === undefined ? {} : { expiresAt: expiryOf(change.expiresAt, this.clock.now()) };
    return this.change(workspaceId, id, (key) => {
      if (key.revokedAt !== null) throw new ProblemError('state_conflict', { detail: 'The key is revoked.' });
      return { ...key, name: change.name ?? key.name, scopes: change.scopes ?? key.scopes, ...expiry };
    });
  }

  /** Acts at the commit; revoking again changes nothing. */
  async revoke(workspaceId: string, id: string): Promise<void> {
    const now = new Date(this.clock.now());
    await this.change(workspaceId, id, (key) => ({ ...key, revokedAt: key.revokedAt ?? now }));
  }

  private change(
    workspaceId: string,
    id: string,
    apply: (key: ApiKeyRecord) => ApiKeyRecord,
  ): Promise<ApiKeyRecord> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const key = await this.apiKeys.lock(workspaceId, id, tx);
      if (!key) throw new ProblemError('not_found');
      const changed = apply(key);
      await this.apiKeys.save(workspaceId, changed, tx);
      return changed;
    });
  }
}
