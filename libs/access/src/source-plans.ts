import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Actor } from './caller.js';

/** A source that follows a plan; ids are uuids. */
export interface PlannedSource {
  planId: string;
  id: string;
  name: string;
  enabled: boolean;
}

/** Source ids that stood in the way; nothing was written then. */
export interface LinkFaults {
  /** No such source, or an archived one. */
  unknown: string[];
  /** Sources that follow another plan. */
  taken: string[];
}

/** Which tracking plan a source follows: ingestion owns the plans, the link stands in the schema `access`. */
@Injectable()
export class SourcePlans {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Archived sources are left out. */
  async linkedTo(workspaceId: string, planIds: readonly string[]): Promise<PlannedSource[]> {
    return this.database.query<PlannedSource>(
      `SELECT tracking_plan_id AS "planId", id, name, enabled FROM access.sources
        WHERE workspace_id = $1 AND tracking_plan_id = ANY ($2) AND archived_at IS NULL ORDER BY created_at, id`,
      [workspaceId, planIds],
    );
  }

  /** Makes `sourceIds` the sources of the plan, all or none; other sources that followed it follow none. */
  async replace(
    workspaceId: string,
    planId: string,
    sourceIds: readonly string[],
    by: Actor,
  ): Promise<LinkFaults> {
    return this.database.newTransaction(async (tx) => {
      const faults = await this.faultsOf(tx, workspaceId, planId, sourceIds);
      if (faults.unknown.length + faults.taken.length > 0) return faults;
      await tx.query(
        `UPDATE access.sources SET updated_at = $4, updated_by = $5,
           tracking_plan_id = CASE WHEN id = ANY ($3) THEN $2::uuid END
          WHERE workspace_id = $1 AND (id = ANY ($3)) <> (tracking_plan_id IS NOT DISTINCT FROM $2)`,
        [workspaceId, planId, sourceIds, toIso(this.clock.now()), JSON.stringify(by)],
      );
      return faults;
    });
  }

  private async faultsOf(
    tx: EntityManager,
    workspaceId: string,
    planId: string,
    sourceIds: readonly string[],
  ): Promise<LinkFaults> {
    const rows = await tx.query<{ id: string; taken: boolean }[]>(
      `SELECT id, tracking_plan_id <> $3 AS taken FROM access.sources
        WHERE workspace_id = $1 AND id = ANY ($2) AND archived_at IS NULL ORDER BY id FOR UPDATE`,
      [workspaceId, sourceIds, planId],
    );
    const known = new Set(rows.map((row) => row.id));
    return {
      unknown: sourceIds.filter((id) => !known.has(id)),
      taken: rows.filter((row) => row.taken).map((row) => row.id),
    };
  }
}
