import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { etagOf, honourIfMatch } from '@rapport/http';
import { CLOCK, type Clock, ProblemError } from '@rapport/kernel';
import type { NewSource } from './create-source.usecase.js';
import type { SourceRecord } from './source.js';
import { SourcesRepository } from './sources.repository.js';

/** Which source, who changes it, and the state that they saw. */
export interface SourceRef {
  workspaceId: string;
  id: string;
  by: Actor;
  ifMatch: string | undefined;
}

/** One state of a source; when its keys were last used is no change. */
export function etagOfSource(source: SourceRecord): string {
  return etagOf([source.id, source.updatedAt, source.writeKeys.map((key) => key.id)]);
}

@Injectable()
export class ChangeSource {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly sources: SourcesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `stale_revision` */
  async update(of: SourceRef, change: Partial<NewSource>): Promise<SourceRecord> {
    return this.change(of, (source) => ({ ...source, ...change }));
  }

  /** An archived source is no longer listed and its keys are unknown; archiving it again changes nothing. */
  async archive(of: SourceRef): Promise<SourceRecord> {
    const archivedAt = new Date(this.clock.now());
    return this.change(of, (source) => (source.archivedAt === null ? { ...source, archivedAt } : source));
  }

  async unarchive(of: SourceRef): Promise<SourceRecord> {
    return this.change(of, (source) =>
      source.archivedAt === null ? source : { ...source, archivedAt: null },
    );
  }

  private change(of: SourceRef, apply: (source: SourceRecord) => SourceRecord): Promise<SourceRecord> {
    return this.database.inWorkspace(of.workspaceId, async (tx) => {
      const current = await this.sources.lock(of.workspaceId, of.id, tx);
      if (!current) throw new ProblemError('not_found');
      honourIfMatch(of.ifMatch, {
        etag: etagOfSource(current),
        changedAt: current.updatedAt.toISOString(),
        changedBy: current.updatedBy,
      });
      const applied = apply(current);
      if (applied === current) return current;
      const changed = { ...applied, updatedAt: new Date(this.clock.now()), updatedBy: of.by };
      await this.sources.save(of.workspaceId, changed, tx);
      return changed;
    });
  }
}
