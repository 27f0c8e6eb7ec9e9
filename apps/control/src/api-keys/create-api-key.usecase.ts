import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, fieldProblem, newId, ProblemError } from '@rapport/kernel';
import { newApiKeySecret } from '../credentials/new-credentials.js';
import type { ApiKeyRecord } from './api-key.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { scopesBeyond } from './domain/grantable-scopes.js';

export interface NewApiKey {
  name: string;
  scopes: string[];
  /** ISO 8601; null = never. */
  expiresAt: string | null;
}

/** Who grants, and what they hold themselves. */
export interface Granter {
  actor: Actor;
  scopes: readonly string[];
}

/** @throws ProblemError `insufficient_scope`: nobody hands out more than they have */
export function refuseBeyond(granter: Granter, scopes: readonly string[]): void {
  const [requiredScope] = scopesBeyond(granter.scopes, scopes);
  if (requiredScope === undefined) return;
  throw new ProblemError('insufficient_scope', {
    detail: 'A key cannot grant a scope that its creator lacks.',
    extra: { requiredScope },
  });
}

/** @throws ProblemError `validation_failed` */
export function expiryOf(expiresAt: string | null, now: number): Date | null {
  if (expiresAt === null) return null;
  const at = new Date(expiresAt);
  if (at.getTime() <= now) throw fieldProblem('expiresAt', 'minimum', 'must be in the future');
  return at;
}

@Injectable()
export class CreateApiKey {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly apiKeys: ApiKeysRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @returns the key, and its secret for this once
   * @throws ProblemError `insufficient_scope`, `validation_failed`
   */
  async execute(
    workspaceId: string,
    given: NewApiKey,
    granter: Granter,
  ): Promise<{ key: ApiKeyRecord; secret: string }> {
    refuseBeyond(granter, given.scopes);
    const now = this.clock.now();
    const secret = newApiKeySecret();
    const key: ApiKeyRecord = {
      id: newId(),
      name: given.name,
      scopes: given.scopes,
      createdAt: new Date(now),
      createdBy: granter.actor,
      lastUsedAt: null,
      expiresAt: expiryOf(given.expiresAt, now),
      revokedAt: null,
    };
    await this.database.inWorkspace(workspaceId, (tx) => this.apiKeys.add(workspaceId, key, secret, tx));
    return { key, secret: secret.full };
  }
}
