import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { etagOf, honourIfMatch } from '@rapport/http';
import { CLOCK, type Clock, fieldProblem, ProblemError } from '@rapport/kernel';
import { brandFaults, mergeBrand } from './domain/merge-brand.js';
import type { BrandChange } from './domain/merge-brand.js';
import { type WorkspaceRecord, WorkspacesRepository } from './workspaces.repository.js';

/** Absent = unchanged. */
export interface WorkspaceChange {
  name?: string;
  timeZone?: string;
  defaultLocale?: string;
  postalAddress?: string | null;
  /** null clears every entry. */
  brand?: Record<string, unknown> | null;
}

/** One state of a workspace. */
export function etagOfWorkspace(workspace: WorkspaceRecord): string {
  return etagOf([workspace.id, workspace.revision]);
}

@Injectable()
export class UpdateWorkspace {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly workspaces: WorkspacesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `validation_failed`, `not_found`, `stale_revision` */
  async execute(
    workspaceId: string,
    change: WorkspaceChange,
    by: Actor,
    ifMatch: string | undefined,
  ): Promise<WorkspaceRecord> {
    const errors = brandFaults(change.brand ?? {});
    if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const current = await this.workspaces.lock(workspaceId, tx);
      if (!current) throw new ProblemError('not_found');
      honourIfMatch(ifMatch, {
        etag: etagOfWorkspace(current),
        changedAt: current.updatedAt.toISOString(),
        changedBy: current.updatedBy,
      });
      const changed = this.changed(current, change, by);
      await this.workspaces.save(changed, tx);
      return changed;
    });
  }

  private changed(current: WorkspaceRecord, change: WorkspaceChange, by: Actor): WorkspaceRecord {
    const brand = mergeBrand(current.brand, change.brand as BrandChange);
    if (!brand) throw fieldProblem('brand', 'max_items', 'must hold at most 50 entries');
    return {
      ...current,
      name: change.name?.trim() ?? current.name,
      timeZone: change.timeZone ?? current.timeZone,
      defaultLocale: change.defaultLocale ?? current.defaultLocale,
      postalAddress: change.postalAddress === undefined ? current.postalAddress : change.postalAddress,
      brand,
      revision: current.revision + 1,
      updatedAt: new Date(this.clock.now()),
      updatedBy: by,
    };
  }
}
