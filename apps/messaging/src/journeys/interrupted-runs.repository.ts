import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DatabaseClock } from './database-clock.js';
import type { ExitReason } from './domain/run.js';

type Interruption = Extract<ExitReason, 'merged' | 'archived' | 'late' | 'not_sent'>;

/**
 * Runs that are ended from outside, and resumed. They keep their step and the moment they waited for, so that an unmerge can
 * undo it (identity.md 7.3).
 */
@Injectable()
export class InterruptedRunsRepository {
  constructor(private readonly clock: DatabaseClock) {}

  /** @returns ids of the runs that were active */
  async interrupt(
    workspaceId: string,
    runIds: readonly string[],
    reason: Interruption,
    tx: EntityManager,
  ): Promise<string[]> {
    return this.end('r.id = ANY ($3::uuid[])', [workspaceId, reason, runIds], tx);
  }

  /** Ends all runs of a journey; `onlyLate`: those whose moment has passed. */
  async interruptJourney(
    workspaceId: string,
    journeyId: string,
    reason: Interruption,
    { onlyLate }: { onlyLate: boolean },
    tx: EntityManager,
  ): Promise<string[]> {
    const late = onlyLate ? `AND coalesce(r.parked_at, r.due_at) <= ${this.clock.sql}` : '';
    return this.end(`r.journey_id = $3 ${late}`, [workspaceId, reason, journeyId], tx);
  }

  /**
   * Hands the runs of `from` whose anchor moved over to `to`, and resumes those that a merge had ended, unless their journey
   * is archived or the person is in it again. @returns ids of the resumed runs
   */
  async undoMerge(
    workspaceId: string,
    moved: { from: string; to: string; identifiers: readonly string[] },
    tx: EntityManager,
  ): Promise<string[]> {
    const parameters = [workspaceId, moved.from, moved.to, moved.identifiers];
    await tx.query(
      `UPDATE messaging.runs SET profile_id = $3
        WHERE workspace_id = $1 AND profile_id = $2 AND anchor = ANY ($4::text[])`,
      parameters,
    );
    const rows = await tx.query<{ id: string }[]>(
      `WITH resumed AS (
         UPDATE messaging.runs r SET state = 'active', exit_reason = NULL, ended_at = NULL,
                due_at = coalesce(r.parked_at, ${this.clock.sql}), parked_at = NULL,
                visits = jsonb_set(jsonb_set(r.visits, '{-1,outcome}', 'null'), '{-1,leftAt}', 'null')
           FROM messaging.versioned_objects o
          WHERE r.workspace_id = $1 AND r.profile_id = $2 AND r.anchor = ANY ($3::text[])
            AND r.state = 'exited' AND r.exit_reason = 'merged'
            AND o.workspace_id = r.workspace_id AND o.id = r.journey_id AND o.archived_at IS NULL
            AND NOT EXISTS (SELECT FROM messaging.runs other
                 WHERE other.workspace_id = r.workspace_id AND other.profile_id = r.profile_id
                   AND other.journey_id = r.journey_id AND other.key = r.key AND other.state = 'active')
         RETURNING r.id)
       SELECT id FROM resumed`,
      [workspaceId, moved.to, moved.identifiers],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Moves the runs of merged-away ids to the survivor. Where a journey holds a person at most once, the run that entered
   * first stays. @returns ids of the runs that ended
   */
  async merge(
    workspaceId: string,
    merged: { from: readonly string[]; into: string },
    tx: EntityManager,
  ): Promise<string[]> {
    await tx.query(
      `UPDATE messaging.runs SET profile_id = $3 WHERE workspace_id = $1 AND profile_id = ANY ($2::uuid[])`,
      [workspaceId, merged.from, merged.into],
    );
    const surplus = await tx.query<{ id: string }[]>(
      `SELECT id FROM (
         SELECT id, row_number() OVER (PARTITION BY journey_id, key ORDER BY entered_at, id) AS place
           FROM messaging.runs
          WHERE workspace_id = $1 AND profile_id = $2 AND state = 'active' AND exclusive) r
        WHERE place > 1`,
      [workspaceId, merged.into],
    );
    if (surplus.length === 0) return [];
    const ids = surplus.map(({ id }) => id);
    return this.interrupt(workspaceId, ids, 'merged', tx);
  }

  /**
   * Finished runs of one person whose planned message has a counterpart: the same step of the same journey, in a run that
   * entered earlier under another of her ids.
   */
  async finishedTwice(workspaceId: string, profileId: string, tx: EntityManager): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT DISTINCT r.id FROM messaging.runs r
         JOIN messaging.messages m ON m.workspace_id = r.workspace_id AND m.run_id = r.id
        WHERE r.workspace_id = $1 AND r.profile_id = $2 AND r.exclusive AND r.state = 'completed'
          AND m.state IN ('planned', 'claimed', 'retry_wait')
          AND EXISTS (SELECT FROM messaging.runs earlier
               JOIN messaging.messages counterpart
                 ON counterpart.workspace_id = earlier.workspace_id AND counterpart.run_id = earlier.id
              WHERE earlier.workspace_id = r.workspace_id AND earlier.profile_id = r.profile_id
                AND earlier.journey_id = r.journey_id AND earlier.key = r.key
                AND (earlier.entered_at, earlier.id) < (r.entered_at, r.id)
                AND counterpart.profile_id <> m.profile_id AND counterpart.step_key = m.step_key
                AND counterpart.state NOT IN ('skipped', 'failed', 'cancelled', 'expired'))`,
      [workspaceId, profileId],
    );
    return rows.map(({ id }) => id);
  }

  private async end(which: string, parameters: unknown[], tx: EntityManager): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `WITH ended AS (
         UPDATE messaging.runs r SET state = 'exited', exit_reason = $2, ended_at = ${this.clock.sql},
                parked_at = coalesce(r.due_at, r.parked_at), due_at = NULL,
                visits = CASE WHEN r.visits -> -1 ->> 'leftAt' IS NULL AND jsonb_array_length(r.visits) > 0
                  THEN jsonb_set(jsonb_set(r.visits, '{-1,outcome}', '"interrupted"'), '{-1,leftAt}',
                    to_jsonb(to_char(${this.clock.sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
                  ELSE r.visits END
          WHERE r.workspace_id = $1 AND r.state = 'active' AND ${which}
         RETURNING r.id)
       SELECT id FROM ended`,
      parameters,
    );
    return rows.map(({ id }) => id);
  }
}
