import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RunGroup, SettlingRun } from './domain/settle-groups.js';

const settlingColumns = `r.workspace_id AS "workspaceId", r.profile_id AS "profileId", r.journey_id AS "journeyId",
  r.key, r.id, r.version, r.state, r.exit_reason AS "exitReason", r.entered_at AS "enteredAt", r.ended_at AS "endedAt",
  r.twin_of AS "twinOf"`;

type SettlingRow = Omit<SettlingRun, 'enteredAt' | 'endedAt'> & {
  enteredAt: Date;
  endedAt: Date | null;
};

function settlingRunOf(row: SettlingRow): SettlingRun {
  return { ...row, enteredAt: row.enteredAt.getTime(), endedAt: row.endedAt?.getTime() ?? null };
}

/** Where the runs of a person stand among each other. */
@Injectable()
export class StandingsRepository {
  /** All runs of these groups, locked in the order of their ids, so that none of them moves while it is decided about. */
  async lock(groups: readonly RunGroup[], tx: EntityManager): Promise<SettlingRun[]> {
    if (groups.length === 0) return [];
    const rows = await tx.query<SettlingRow[]>(
      `SELECT ${settlingColumns} FROM messaging.runs r
        WHERE (r.workspace_id, r.profile_id, r.journey_id, r.key) IN
          (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]))
        ORDER BY r.workspace_id, r.id FOR UPDATE`,
      [
        groups.map((group) => group.workspaceId),
        groups.map((group) => group.profileId),
        groups.map((group) => group.journeyId),
        groups.map((group) => group.key),
      ],
    );
    return rows.map(settlingRunOf);
  }

  /**
   * The runs of these people that are under way, and all those in journeys where more than one of them has been: what a merge of
   * them would settle.
   */
  async shared(
    workspaceId: string,
    profileIds: readonly string[],
    tx: EntityManager,
  ): Promise<SettlingRun[]> {
    const rows = await tx.query<SettlingRow[]>(
      `SELECT ${settlingColumns} FROM messaging.runs r
        WHERE r.workspace_id = $1 AND r.profile_id = ANY ($2::uuid[])
          AND (r.state = 'active' OR (r.journey_id, r.key) IN (
            SELECT o.journey_id, o.key FROM messaging.runs o
             WHERE o.workspace_id = $1 AND o.profile_id = ANY ($2::uuid[])
             GROUP BY o.journey_id, o.key HAVING count(DISTINCT o.profile_id) > 1))
        ORDER BY r.entered_at DESC, r.id DESC`,
      [workspaceId, profileIds],
    );
    return rows.map(settlingRunOf);
  }

  async saveTwins(
    runs: readonly Pick<SettlingRun, 'workspaceId' | 'id' | 'twinOf'>[],
    tx: EntityManager,
  ): Promise<void> {
    if (runs.length === 0) return;
    await tx.query(
      `UPDATE messaging.runs r SET twin_of = u.twin_of
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS u (workspace_id, id, twin_of)
        WHERE r.workspace_id = u.workspace_id AND r.id = u.id`,
      [runs.map((run) => run.workspaceId), runs.map((run) => run.id), runs.map((run) => run.twinOf)],
    );
  }
}
