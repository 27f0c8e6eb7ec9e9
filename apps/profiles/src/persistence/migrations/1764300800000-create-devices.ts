import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A push token is one device of whoever used it last: a register of its own, so that order and repetition do not matter, kept
 * under an identifier like everything else, so that a merge moves nothing. It is dead when `dead_moment` is after `moment`.
 */
export class CreateDevices1764300800000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE profiles.devices (
        workspace_id uuid NOT NULL,
        device_id uuid NOT NULL,
        node_id uuid NOT NULL,
        platform text NOT NULL CHECK (platform IN ('ios', 'android', 'web')),
        app_id text,
        token text NOT NULL,
        moment bytea NOT NULL,
        dead_moment bytea,
        dead_reason text,
        PRIMARY KEY (workspace_id, device_id)
      ) WITH (fillfactor = 80);
      CREATE INDEX devices_node ON profiles.devices (workspace_id, node_id)`);
    await enableWorkspaceRls(queryRunner, 'profiles.devices');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE profiles.devices');
  }
}
