import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, newId, ProblemError } from '@rapport/kernel';
import { newWriteKey } from '../credentials/new-credentials.js';
import type { WriteKeyRecord } from './source.js';
import { SourcesRepository } from './sources.repository.js';

const mostKeys = 10;

/** Keys are changed without a gap: add one, move the apps over, remove the old one. Both work until then. */
@Injectable()
export class RotateWriteKeys {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly sources: SourcesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`; `state_conflict` beyond ten keys */
  async add(workspaceId: string, sourceId: string): Promise<WriteKeyRecord> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const source = await this.sources.lock(workspaceId, sourceId, tx);
      if (!source) throw new ProblemError('not_found');
      if (source.writeKeys.length >= mostKeys) {
        throw new ProblemError('state_conflict', { detail: `A source has at most ${mostKeys} write keys.` });
      }
      const key: WriteKeyRecord = {
        id: newId(),
        key: newWriteKey(),
        createdAt: new Date(this.clock.now()),
        lastUsedAt: null,
        expiresAt: null,
      };
      await this.sources.addKey(workspaceId, sourceId, key, tx);
      return key;
    });
  }

  /** @throws ProblemError `not_found`; `state_conflict` for the last key */
  async remove(workspaceId: string, sourceId: string, keyId: string): Promise<void> {
    await this.database.inWorkspace(workspaceId, async (tx) => {
      const source = await this.sources.lock(workspaceId, sourceId, tx);
      if (!source?.writeKeys.some((key) => key.id === keyId)) throw new ProblemError('not_found');
      if (source.writeKeys.length === 1) {
        throw new ProblemError('state_conflict', { detail: 'Add another write key before this one goes.' });
      }
      await this.sources.removeKey(workspaceId, keyId, tx);
    });
  }
}
