import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DatabaseClock } from './database-clock.js';
import type { Run } from './domain/run.js';

/** Late runs of a resumed journey go on one after another, so that not all of them send in the same second. */
const spreadMs = 2;

/** Runs that came due while their journey was paused. */
@Injectable()
export class ParkedRunsRepository {
  constructor(private readonly clock: DatabaseClock) {}

  /**
   * Parks claimed runs of paused journeys. A journey that is being resumed at this moment is passed over: the run would be
   * parked after the resume looked for it, and stay there. @returns how many were parked
   */
  async park(held: readonly Run[], tx: EntityManager): Promise<number> {
    if (held.length === 0) return 0;
    const rows = await tx.query<unknown[]>(
      `WITH paused AS (
         SELECT o.workspace_id, o.id FROM messaging.versioned_objects o
          WHERE (o.workspace_id, o.id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
            AND o.status = 'paused' AND o.archived_at IS NULL
          FOR SHARE SKIP LOCKED),
       parked AS (
         UPDATE messaging.runs r SET parked_at = r.due_at, due_at = NULL FROM paused p
          WHERE r.workspace_id = p.workspace_id AND r.journey_id = p.id
            AND (r.workspace_id, r.id) IN (SELECT * FROM unnest($1::uuid[], $3::uuid[]))
         RETURNING r.id)
       SELECT id FROM parked`,
      [held.map((run) => run.workspaceId), held.map((run) => run.journeyId), held.map((run) => run.id)],
    );
    return rows.length;
  }

  /** Lets the late runs of a journey go on, in the order in which they were due. */
  async release(workspaceId: string, journeyId: string, tx: EntityManager): Promise<void> {
    await tx.query(
      `UPDATE messaging.runs r SET parked_at = NULL, due_at = ${this.clock.sql} + late.place * interval '${spreadMs} ms'
         FROM (SELECT id, row_number() OVER (ORDER BY coalesce(parked_at, due_at), id) - 1 AS place
                 FROM messaging.runs
                WHERE workspace_id = $1 AND journey_id = $2 AND state = 'active'
                  AND coalesce(parked_at, due_at) <= ${this.clock.sql}) late
        WHERE r.workspace_id = $1 AND r.id = late.id`,
      [workspaceId, journeyId],
    );
  }
}
