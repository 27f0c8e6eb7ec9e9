import { enableWorkspaceRls, type MigrationClass, type SchemaOwner } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The migration of a service that has objects with versions: the objects with their drafts, and the versions published of
 * them. Drafts are `json`: the order of keys is kept.
 */
export function createVersionedObjects(service: SchemaOwner): MigrationClass {
  return class CreateVersionedObjects1764100200000 implements MigrationInterface {
    name = 'CreateVersionedObjects1764100200000';

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(`
        CREATE TABLE ${service}.versioned_objects (
          workspace_id uuid NOT NULL,
          id uuid NOT NULL,
          kind text NOT NULL,
          key text NOT NULL,
          name text NOT NULL,
          description text,
          tags text[] NOT NULL DEFAULT '{}',
          status text NOT NULL,
          attributes jsonb NOT NULL DEFAULT '{}',
          draft json,
          draft_checksum text,
          revision int NOT NULL,
          published_version int,
          published_checksum text,
          published_at timestamptz,
          published_by jsonb,
          created_at timestamptz NOT NULL,
          created_by jsonb NOT NULL,
          updated_at timestamptz NOT NULL,
          updated_by jsonb NOT NULL,
          archived_at timestamptz,
          PRIMARY KEY (workspace_id, id),
          UNIQUE (workspace_id, kind, key)
        )`);
      await runner.query(
        `CREATE INDEX versioned_objects_newest ON ${service}.versioned_objects (workspace_id, kind, created_at DESC, id DESC)`,
      );
      await runner.query(`
        CREATE TABLE ${service}.object_versions (
          workspace_id uuid NOT NULL,
          object_id uuid NOT NULL,
          version int NOT NULL,
          content json NOT NULL,
          checksum text NOT NULL,
          comment text,
          published_at timestamptz NOT NULL,
          published_by jsonb NOT NULL,
          PRIMARY KEY (workspace_id, object_id, version),
          FOREIGN KEY (workspace_id, object_id) REFERENCES ${service}.versioned_objects (workspace_id, id)
        )`);
      await enableWorkspaceRls(runner, `${service}.versioned_objects`);
      await enableWorkspaceRls(runner, `${service}.object_versions`);
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(`DROP TABLE ${service}.object_versions`);
      await runner.query(`DROP TABLE ${service}.versioned_objects`);
    }
  };
}
