import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DatabaseClock } from './database-clock.js';
import type { ExitReason } from './domain/run.js';
import { nextPlace } from './run-steps.repository.js';

export interface RunKey {
  workspaceId: string;
  id: string;
}

type Interruption = Extract<ExitReason, 'merged' | 'archived' | 'late' | 'not_sent'>;

/**
 * Runs that are ended from outside, and resumed. They keep their step and the moment they waited for, so that an unmerge can
 * undo it (identity.md 7.3).
 */
@Injectable()
export class InterruptedRunsRepository {
  constructor(private readonly clock: DatabaseClock) {}

  /** @returns the runs that were active */
  async interrupt(runs: readonly RunKey[], reason: Interruption, tx: EntityManager): Promise<RunKey[]> {
    if (runs.length === 0) return [];
    return this.end(
      '(r.workspace_id, r.id) IN (SELECT * FROM unnest($2::uuid[], $3::uuid[]))',
      [reason, ...columnsOf(runs)],
      tx,
    );
  }

  /** Ends all runs of a journey; `onlyLate`: those whose moment has passed. */
  async interruptJourney(
    workspaceId: string,
    journeyId: string,
    reason: Interruption,
    { onlyLate }: { onlyLate: boolean },
    tx: EntityManager,
  ): Promise<RunKey[]> {
    const late = onlyLate ? `AND coalesce(r.parked_at, r.due_at) <= ${this.clock.sql}` : '';
    const which = `r.workspace_id = $2 AND r.journey_id = $3 ${late}`;
    return this.end(which, [reason, workspaceId, journeyId], tx);
  }

  /** Lets runs that a merge had ended go on where they stood, at the moment they waited for, unless their journey is archived. */
  async resume(runs: readonly RunKey[], tx: EntityManager): Promise<void> {
    if (runs.length === 0) return;
    await tx.query(
      `WITH resumed AS (
         UPDATE messaging.runs r SET state = 'active', exit_reason = NULL, ended_at = NULL,
                due_at = coalesce(r.parked_at, ${this.clock.sql}), parked_at = NULL,
                visits = jsonb_set(jsonb_set(r.visits, '{-1,outcome}', 'null'), '{-1,leftAt}', 'null')
           FROM messaging.versioned_objects o
          WHERE (r.workspace_id, r.id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
            AND r.state = 'exited' AND r.exit_reason = 'merged'
            AND o.workspace_id = r.workspace_id AND o.id = r.journey_id AND o.archived_at IS NULL
         RETURNING r.workspace_id, r.id, r.profile_id),
       back AS (
         DELETE FROM messaging.cancelled_origins c USING resumed r
          WHERE c.workspace_id = r.workspace_id AND c.kind = 'run' AND c.origin_id = r.id)
       INSERT INTO messaging.run_steps (workspace_id, run_id, place, profile_id, at, kind, outcome)
       SELECT r.workspace_id, r.id, ${nextPlace}, r.profile_id, ${this.moment}, 'entered', 'resumed' FROM resumed r`,
      columnsOf(runs),
    );
  }

  private async end(which: string, parameters: unknown[], tx: EntityManager): Promise<RunKey[]> {
    return tx.query<RunKey[]>(
      `WITH ended AS (
         UPDATE messaging.runs r SET state = 'exited', exit_reason = $1, ended_at = ${this.moment},
                parked_at = coalesce(r.due_at, r.parked_at), due_at = NULL,
                visits = CASE WHEN r.visits -> -1 ->> 'leftAt' IS NULL AND jsonb_array_length(r.visits) > 0
                  THEN jsonb_set(jsonb_set(r.visits, '{-1,outcome}', '"interrupted"'), '{-1,leftAt}',
                    to_jsonb(to_char(${this.clock.sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
                  ELSE r.visits END
          WHERE r.state = 'active' AND ${which}
         RETURNING r.workspace_id, r.id, r.profile_id, r.step, r.state, r.exit_reason, r.ended_at),
       told AS (
         INSERT INTO messaging.run_steps (workspace_id, run_id, place, profile_id, at, kind, step, outcome, reason)
         SELECT r.workspace_id, r.id, ${nextPlace}, r.profile_id, r.ended_at, 'exited', r.step, r.state, r.exit_reason
           FROM ended r)
       SELECT workspace_id AS "workspaceId", id FROM ended`,
      parameters,
    );
  }

  /** The present, in the whole milliseconds in which moments are read and compared. */
  private get moment(): string {
    return `date_trunc('milliseconds', ${this.clock.sql})`;
  }
}

function columnsOf(runs: readonly RunKey[]): unknown[][] {
  return [runs.map(({ workspaceId }) => workspaceId), runs.map(({ id }) => id)];
}
