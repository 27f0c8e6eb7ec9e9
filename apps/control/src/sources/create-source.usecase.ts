import { Inject, Injectable } from '@nestjs/common';
import type { Actor, SourceKind } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, newId } from '@rapport/kernel';
import { newWriteKey } from '../credentials/new-credentials.js';
import type { SourceRecord } from './source.js';
import { SourcesRepository } from './sources.repository.js';

export interface NewSource {
  name: string;
  kind: SourceKind;
  enabled: boolean;
  allowedOrigins: string[];
  eventsPerSecond: number | null;
  matchOn: string[] | null;
}

@Injectable()
export class CreateSource {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly sources: SourcesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A source is born with its first write key. */
  async execute(workspaceId: string, given: NewSource, by: Actor): Promise<SourceRecord> {
    const now = new Date(this.clock.now());
    const source: SourceRecord = {
      ...given,
      id: newId(),
      trackingPlanId: null,
      createdAt: now,
      createdBy: by,
      updatedAt: now,
      updatedBy: by,
      archivedAt: null,
      writeKeys: [{ id: newId(), key: newWriteKey(), createdAt: now, lastUsedAt: null, expiresAt: null }],
    };
    await this.database.inWorkspace(workspaceId, (tx) => this.sources.add(workspaceId, source, tx));
    return source;
  }
}
