import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What runs and messages need to follow their person through merges and back, and the way of each run, step by step. */
export class FollowPeople1764300300000 implements MigrationInterface {
  name = 'FollowPeople1764300300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [...columns, ...indexes, steps, stepsIndex, formerSteps]) await runner.query(sql);
    await enableWorkspaceRls(runner, 'messaging.run_steps');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE messaging.run_steps`);
    await runner.query(`DELETE FROM messaging.cancelled_origins WHERE kind = 'message'`);
    await runner.query(`ALTER TABLE messaging.cancelled_origins DROP COLUMN counterpart_id`);
    await runner.query(`ALTER TABLE messaging.messages DROP COLUMN anchor`);
    await runner.query(`ALTER TABLE messaging.runs DROP COLUMN twin_of`);
    await runner.query(`DROP INDEX messaging.runs_of_anchor`);
  }
}

/**
 * `twin_of`: the run that stands for this one, because the same person may be in the journey only once. `anchor` of a message:
 * the identifier by which its caller named the person; a run's message goes where its run goes. `counterpart_id`: the message
 * that stands for the one that was called off.
 */
const columns = [
  `ALTER TABLE messaging.runs ADD COLUMN twin_of uuid`,
  `ALTER TABLE messaging.messages ADD COLUMN anchor text`,
  `ALTER TABLE messaging.cancelled_origins ADD COLUMN counterpart_id uuid`,
];
const indexes = [
  `CREATE INDEX runs_of_anchor ON messaging.runs (workspace_id, anchor)`,
  `CREATE INDEX runs_twins ON messaging.runs (workspace_id, twin_of) WHERE twin_of IS NOT NULL`,
  `CREATE INDEX messages_of_anchor ON messaging.messages (workspace_id, anchor) WHERE anchor IS NOT NULL`,
];
/** Only ever added to, so that a page of it stays where it is; `place` is the position along the run. */
const steps = `
  CREATE TABLE messaging.run_steps (
    workspace_id uuid NOT NULL,
    run_id uuid NOT NULL,
    place int NOT NULL,
    profile_id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    step text,
    outcome text,
    reason text,
    msg_id uuid,
    PRIMARY KEY (workspace_id, run_id, place)
  )`;
const stepsIndex = `
  CREATE INDEX run_steps_of_person ON messaging.run_steps (workspace_id, profile_id, at DESC, run_id DESC, place DESC)`;
/** Runs of before this table: their visits say the same. */
const formerSteps = `
  INSERT INTO messaging.run_steps (workspace_id, run_id, place, profile_id, at, kind, step, outcome, reason, msg_id)
  SELECT r.workspace_id, r.id, row_number() OVER (PARTITION BY r.workspace_id, r.id ORDER BY s.place), r.profile_id,
         date_trunc('milliseconds', s.at), s.kind, s.step, s.outcome, s.reason, s.msg_id
    FROM messaging.runs r, LATERAL (
      SELECT 0 AS place, r.entered_at AS at, 'entered' AS kind, NULL AS step, NULL AS outcome, NULL AS reason,
             NULL::uuid AS msg_id
      UNION ALL
      SELECT v.place, COALESCE(v.visit ->> 'leftAt', v.visit ->> 'enteredAt')::timestamptz, 'step', v.visit ->> 'step',
             COALESCE(v.visit ->> 'outcome', 'waiting'), v.visit ->> 'branch', (v.visit ->> 'msgId')::uuid
        FROM jsonb_array_elements(r.visits) WITH ORDINALITY AS v (visit, place)
      UNION ALL
      SELECT 2147483647, r.ended_at, 'exited', r.step, r.state, r.exit_reason, NULL WHERE r.ended_at IS NOT NULL) s`;
