import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Things of people and groups: orders, subscriptions, whatever the workspace defines. Whose they are is kept by identifier and by
 * group, never by profile: a merge, a split and an unmerge carry them with nothing to move. A deleted object leaves its row, so
 * that an older change does not bring it back.
 */
export class CreateObjects1764300210000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    for (const table of workspaceTables) await enableWorkspaceRls(queryRunner, `profiles.${table}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [...workspaceTables].reverse()) {
      await queryRunner.query(`DROP TABLE profiles.${table}`);
    }
  }
}

const workspaceTables = ['object_types', 'objects', 'object_people', 'object_groups'];

const tables = `
CREATE TABLE profiles.object_types (
  workspace_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  name text NOT NULL,
  id_field text,
  attributes jsonb NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  created_by jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by jsonb NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (workspace_id, key)
);
CREATE TABLE profiles.objects (
  workspace_id uuid NOT NULL,
  object_type text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  attributes jsonb,
  updated_at timestamptz NOT NULL,
  version integer NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (workspace_id, object_type, key)
) WITH (fillfactor = 80);
CREATE INDEX objects_updated ON profiles.objects (workspace_id, object_type, updated_at, key);
CREATE TABLE profiles.object_people (
  workspace_id uuid NOT NULL,
  object_type text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  node_id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, object_type, key, node_id)
);
CREATE INDEX object_people_node ON profiles.object_people (workspace_id, node_id, object_type);
CREATE TABLE profiles.object_groups (
  workspace_id uuid NOT NULL,
  object_type text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  group_id uuid NOT NULL,
  name text COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, object_type, key, group_id)
);
CREATE INDEX object_groups_group ON profiles.object_groups (workspace_id, group_id, object_type);`;
