import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A file is kept as it was read, in pieces of some hundred rows, so that neither the upload nor the import ever holds it as a
 * whole, and an import goes on where it stood.
 */
export class CreateImports1764200200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE profiles.imports (
        workspace_id uuid NOT NULL,
        import_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('profiles', 'events')),
        format text NOT NULL CHECK (format IN ('csv', 'ndjson')),
        state text NOT NULL
          CHECK (state IN ('receiving', 'uploaded', 'mapped', 'running', 'succeeded', 'failed', 'cancelled')),
        file_name text,
        sha256 text,
        bytes bigint NOT NULL DEFAULT 0,
        delimiter text,
        columns jsonb NOT NULL DEFAULT '[]',
        row_count integer NOT NULL DEFAULT 0,
        guess jsonb,
        mapping jsonb,
        mode text CHECK (mode IN ('live', 'backfill')),
        operation_id uuid,
        done_rows integer NOT NULL DEFAULT 0,
        new_rows integer NOT NULL DEFAULT 0,
        updated_rows integer NOT NULL DEFAULT 0,
        skipped_rows integer NOT NULL DEFAULT 0,
        duplicate_rows integer NOT NULL DEFAULT 0,
        invalid_rows integer NOT NULL DEFAULT 0,
        error jsonb,
        created_at timestamptz NOT NULL,
        created_by jsonb NOT NULL,
        started_at timestamptz,
        finished_at timestamptz,
        purged_at timestamptz,
        PRIMARY KEY (workspace_id, import_id)
      )`);
    await queryRunner.query(
      'CREATE INDEX imports_kept ON profiles.imports (created_at) WHERE purged_at IS NULL',
    );
    await queryRunner.query(`
      CREATE TABLE profiles.import_chunks (
        workspace_id uuid NOT NULL,
        import_id uuid NOT NULL,
        chunk integer NOT NULL,
        first_row integer NOT NULL,
        last_row integer NOT NULL,
        row_count integer NOT NULL,
        rows text NOT NULL,
        PRIMARY KEY (workspace_id, import_id, chunk)
      )`);
    await queryRunner.query(`
      CREATE TABLE profiles.import_errors (
        workspace_id uuid NOT NULL,
        import_id uuid NOT NULL,
        row_number integer NOT NULL,
        column_name text,
        code text NOT NULL,
        message text NOT NULL,
        PRIMARY KEY (workspace_id, import_id, row_number)
      )`);
    for (const table of tables) await enableWorkspaceRls(queryRunner, `profiles.${table}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of tables) await queryRunner.query(`DROP TABLE profiles.${table}`);
  }
}

const tables = ['imports', 'import_chunks', 'import_errors'];
