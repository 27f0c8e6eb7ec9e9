import { Injectable } from '@nestjs/common';
import { groupBy } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { RunKey } from './interrupted-runs.repository.js';

/** A message that a run planned, as the run itself knows it. */
export interface Decision {
  workspaceId: string;
  msgId: string;
  runId: string;
  step: string;
  visit: number;
}

/** What runs decided to send, read from the runs. */
@Injectable()
export class DecisionsRepository {
  async of(runs: readonly RunKey[], tx: EntityManager): Promise<Decision[]> {
    if (runs.length === 0) return [];
    return tx.query<Decision[]>(
      `SELECT r.workspace_id AS "workspaceId", v.visit ->> 'msgId' AS "msgId", r.id AS "runId",
              v.visit ->> 'step' AS step, (v.visit ->> 'visit')::int AS visit
         FROM messaging.runs r, jsonb_array_elements(r.visits) AS v (visit)
        WHERE (r.workspace_id, r.id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
          AND v.visit ->> 'msgId' IS NOT NULL`,
      [runs.map(({ workspaceId }) => workspaceId), runs.map(({ id }) => id)],
    );
  }

  /** Those of these runs for which others stand aside, each with its twins. */
  async familiesOf(
    runs: readonly RunKey[],
    tx: EntityManager,
  ): Promise<{ workspaceId: string; runIds: string[] }[]> {
    if (runs.length === 0) return [];
    const twins = await tx.query<(RunKey & { twinOf: string })[]>(
      `SELECT r.workspace_id AS "workspaceId", r.id, r.twin_of AS "twinOf" FROM messaging.runs r
        WHERE (r.workspace_id, r.twin_of) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[])) AND r.twin_of IS NOT NULL
        ORDER BY r.entered_at, r.id`,
      [runs.map(({ workspaceId }) => workspaceId), runs.map(({ id }) => id)],
    );
    return [...groupBy(twins, ({ twinOf }) => twinOf)].map(([root, family]) => ({
      workspaceId: family[0]?.workspaceId ?? '',
      runIds: [root, ...family.map(({ id }) => id)],
    }));
  }
}
