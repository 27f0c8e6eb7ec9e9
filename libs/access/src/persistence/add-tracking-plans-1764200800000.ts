import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which tracking plan a source follows. It stands with the source, not with the plan: control shows it, the door looks it up
 * with what else it knows of a source, and a source cannot have two.
 */
export class AddTrackingPlans1764200800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE access.sources ADD COLUMN tracking_plan_id uuid');
    await queryRunner.query(
      `CREATE INDEX ON access.sources (workspace_id, tracking_plan_id) WHERE tracking_plan_id IS NOT NULL`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE access.sources DROP COLUMN tracking_plan_id');
  }
}
