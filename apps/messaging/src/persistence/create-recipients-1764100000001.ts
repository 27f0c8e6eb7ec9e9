import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateRecipients1764100000001 implements MigrationInterface {
  name = 'CreateRecipients1764100000001';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE messaging.recipients (
        workspace_id uuid NOT NULL,
        profile_id uuid NOT NULL,
        revision bigint NOT NULL,
        user_id text,
        email text,
        phone text,
        locale text,
        time_zone text,
        traits jsonb NOT NULL,
        identifiers text[] NOT NULL,
        merged_into uuid,
        linked_revision bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        first_seen_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (workspace_id, profile_id)
      ) WITH (fillfactor = 70)`);
    await queryRunner.query(
      `CREATE INDEX recipients_identifiers ON messaging.recipients USING gin (identifiers)`,
    );
    await queryRunner.query(
      `CREATE INDEX recipients_merged_into ON messaging.recipients (workspace_id, merged_into) WHERE merged_into IS NOT NULL`,
    );
    await enableWorkspaceRls(queryRunner, 'messaging.recipients');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE messaging.recipients`);
  }
}
