import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** OAuth assertions that were used, until they would have expired anyway. */
export class CreateSpentAssertions1764200700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE ingestion.spent_assertions (
        workspace_id uuid NOT NULL,
        key_id uuid NOT NULL,
        jti_hash bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, key_id, jti_hash)
      )`);
    await enableWorkspaceRls(queryRunner, 'ingestion.spent_assertions');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE ingestion.spent_assertions`);
  }
}
