import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How often events departed from their plan, by day. A lane belongs to one outcome and partition, so that two consumers
 * never meet in a row. `digest` stands for what a row counts: source, type and name of the event, violation, field, action.
 */
export class CreatePlanViolations1764200900000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE ingestion.plan_violations (
        workspace_id uuid NOT NULL,
        plan_id uuid NOT NULL,
        day date NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('accepted', 'rejected')),
        partition integer NOT NULL,
        digest bytea NOT NULL,
        source_id uuid NOT NULL,
        event_type text NOT NULL,
        event text,
        type text NOT NULL,
        field text NOT NULL,
        action text NOT NULL,
        message text NOT NULL,
        count bigint NOT NULL,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        example_message_id text NOT NULL,
        PRIMARY KEY (workspace_id, plan_id, day, outcome, partition, digest)
      )`);
    await queryRunner.query('CREATE INDEX ON ingestion.plan_violations (day)');
    await enableWorkspaceRls(queryRunner, 'ingestion.plan_violations');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE ingestion.plan_violations');
  }
}
