import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, fieldProblem, newId, ProblemError } from '@rapport/kernel';
import { readPublicKey } from '../credentials/read-public-key.js';
import { type OauthKeyRecord, OauthKeysRepository } from './oauth-keys.repository.js';
import { SourcesRepository } from './sources.repository.js';

const mostKeys = 10;

/** Keys with which the SDKs of servers sign instead of sending a write key. We hold the public half only. */
@Injectable()
export class ManageOauthKeys {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly sources: SourcesRepository,
    private readonly keys: OauthKeysRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` */
  async list(workspaceId: string, sourceId: string): Promise<OauthKeyRecord[]> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      if (!(await this.sources.byId(workspaceId, sourceId, tx))) throw new ProblemError('not_found');
      return this.keys.list(workspaceId, sourceId, tx);
    });
  }

  /** @throws ProblemError `not_found`, `validation_failed`; `state_conflict` beyond ten keys */
  async add(
    workspaceId: string,
    sourceId: string,
    given: { name: string; publicKey: string },
    by: Actor,
  ): Promise<OauthKeyRecord> {
    const read = readPublicKey(given.publicKey);
    if (!read.ok) throw fieldProblem('publicKey', 'format', read.error);
    const key: OauthKeyRecord = {
      id: newId(),
      name: given.name,
      publicKey: read.value.pem,
      createdAt: new Date(this.clock.now()),
      createdBy: by,
      lastUsedAt: null,
    };
    return this.database.inWorkspace(workspaceId, async (tx) => {
      if (!(await this.sources.lock(workspaceId, sourceId, tx))) throw new ProblemError('not_found');
      if ((await this.keys.list(workspaceId, sourceId, tx)).length >= mostKeys) {
        throw new ProblemError('state_conflict', { detail: `A source has at most ${mostKeys} OAuth keys.` });
      }
      await this.keys.add(workspaceId, sourceId, { ...key, tokenSecret: randomBytes(32) }, tx);
      return key;
    });
  }

  /** Ends the key and the tokens that were given out for it. @throws ProblemError `not_found` */
  async remove(workspaceId: string, sourceId: string, keyId: string): Promise<void> {
    await this.database.inWorkspace(workspaceId, async (tx) => {
      const keys = await this.keys.list(workspaceId, sourceId, tx);
      if (!keys.some(({ id }) => id === keyId)) throw new ProblemError('not_found');
      await this.keys.remove(workspaceId, keyId, tx);
    });
  }
}
