import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolateWorkspaces } from './isolate-workspaces.js';

/**
 * Keys with which a server's SDK proves its source by signature instead of by a write key. `token_secret` signs the tokens
 * that are given out for the key, so that they end with it, on every instance, without a list of tokens.
 */
export class CreateOauthKeys1764200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE access.oauth_keys (
        workspace_id uuid NOT NULL,
        id uuid NOT NULL,
        source_id uuid NOT NULL,
        name text NOT NULL,
        public_key text NOT NULL,
        token_secret bytea NOT NULL CHECK (octet_length(token_secret) = 32),
        created_at timestamptz NOT NULL,
        created_by jsonb NOT NULL,
        last_used_at timestamptz,
        PRIMARY KEY (workspace_id, id),
        FOREIGN KEY (workspace_id, source_id) REFERENCES access.sources
      )`);
    await queryRunner.query(`CREATE INDEX ON access.oauth_keys (workspace_id, source_id)`);
    await queryRunner.query(`
      CREATE TRIGGER announce AFTER INSERT OR DELETE ON access.oauth_keys
        FOR EACH STATEMENT EXECUTE FUNCTION access.announce_change()`);
    await isolateWorkspaces(queryRunner, 'oauth_keys');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE access.oauth_keys`);
  }
}
