import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolateWorkspaces } from './isolate-workspaces.js';

/**
 * What a workspace says of its traits. It stands in the shared schema because every service that shows people has to know which
 * values are not for everybody (ADR 12); profiles writes it.
 */
export class AddTraits1764300700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE access.traits (
        workspace_id uuid NOT NULL REFERENCES access.workspaces,
        name text COLLATE "C" NOT NULL,
        pii_class text NOT NULL CHECK (pii_class IN ('none', 'pii', 'sensitive')),
        description text,
        updated_at timestamptz NOT NULL,
        updated_by jsonb NOT NULL,
        PRIMARY KEY (workspace_id, name)
      );
      CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON access.traits
        FOR EACH STATEMENT EXECUTE FUNCTION access.announce_change()`);
    await isolateWorkspaces(queryRunner, 'traits');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE access.traits');
  }
}
