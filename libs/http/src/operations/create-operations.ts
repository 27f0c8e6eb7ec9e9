import { enableWorkspaceRls, type MigrationClass, type SchemaOwner } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The migration that every service with long work lists. `due_at` is when somebody may take the operation on; while an
 * instance works on it, its `lease` is set and `due_at` is when that lease ends. The fence of every slice is the lease.
 */
export function createOperations(service: SchemaOwner): MigrationClass {
  return class CreateOperations1764200000000 implements MigrationInterface {
    async up(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(`
        CREATE TABLE ${service}.operations (
          workspace_id uuid NOT NULL,
          id uuid NOT NULL,
          kind text NOT NULL,
          state text NOT NULL CHECK (state IN ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
          subject_kind text NOT NULL,
          subject_id text,
          input jsonb NOT NULL,
          cursor jsonb,
          done bigint NOT NULL DEFAULT 0,
          total bigint,
          result jsonb,
          error jsonb,
          created_at timestamptz NOT NULL,
          created_by jsonb NOT NULL,
          started_at timestamptz,
          finished_at timestamptz,
          cancel_requested_at timestamptz,
          lease uuid,
          due_at timestamptz NOT NULL DEFAULT now(),
          failures integer NOT NULL DEFAULT 0,
          PRIMARY KEY (workspace_id, id)
        )`);
      await queryRunner.query(
        `CREATE INDEX ON ${service}.operations (due_at) WHERE state IN ('pending', 'running')`,
      );
      await queryRunner.query(
        `CREATE INDEX ON ${service}.operations (finished_at) WHERE finished_at IS NOT NULL`,
      );
      await enableWorkspaceRls(queryRunner, `${service}.operations`);
    }

    async down(queryRunner: QueryRunner): Promise<void> {
      await queryRunner.query(`DROP TABLE ${service}.operations`);
    }
  };
}
