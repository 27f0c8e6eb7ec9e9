import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What stands around a person. Groups are told by the customer's id, people of objects by identifier: so neither a merge nor
 * an unmerge has anything to move.
 */
export class CreateRelations1764300400000 implements MigrationInterface {
  name = 'CreateRelations1764300400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE messaging.recipients ADD COLUMN groups text[] NOT NULL DEFAULT '{}'`,
    );
    await queryRunner.query(`
      CREATE TABLE messaging.groups (
        workspace_id uuid NOT NULL,
        key text COLLATE "C" NOT NULL,
        traits jsonb NOT NULL,
        revision bigint NOT NULL,
        PRIMARY KEY (workspace_id, key)
      ) WITH (fillfactor = 80)`);
    await queryRunner.query(`
      CREATE TABLE messaging.objects (
        workspace_id uuid NOT NULL,
        object_type text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        attributes jsonb,
        revision bigint NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (workspace_id, object_type, key)
      ) WITH (fillfactor = 80)`);
    await queryRunner.query(`
      CREATE TABLE messaging.object_links (
        workspace_id uuid NOT NULL,
        identifier text COLLATE "C" NOT NULL,
        object_type text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        PRIMARY KEY (workspace_id, identifier, object_type, key)
      )`);
    await queryRunner.query(
      `CREATE INDEX object_links_object ON messaging.object_links (workspace_id, object_type, key)`,
    );
    await enableWorkspaceRls(queryRunner, 'messaging.groups');
    await enableWorkspaceRls(queryRunner, 'messaging.objects');
    await enableWorkspaceRls(queryRunner, 'messaging.object_links');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE messaging.object_links, messaging.objects, messaging.groups');
    await queryRunner.query('ALTER TABLE messaging.recipients DROP COLUMN groups');
  }
}
