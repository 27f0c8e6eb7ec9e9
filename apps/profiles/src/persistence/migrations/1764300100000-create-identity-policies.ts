import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every version of a workspace's identity policy. A workspace without a row has version 1, the default. `walk_version` is the
 * version that last changed what links amount to; a cluster says which one it was walked under (`settings_version`).
 */
export class CreateIdentityPolicies1764300100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await enableWorkspaceRls(queryRunner, 'profiles.identity_policies');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE profiles.identity_policies;
      DROP FUNCTION profiles.announce_identity_policy();
      DROP INDEX profiles.identity_nodes_hubs;
      DROP INDEX profiles.identity_edges_aliases;
      ALTER TABLE profiles.identity_clusters DROP COLUMN settings_version`);
  }
}

/** Hubs and alias edges are few; a change of the policy looks at all of them. */
const tables = `
CREATE TABLE profiles.identity_policies (
  workspace_id uuid NOT NULL,
  version integer NOT NULL,
  walk_version integer NOT NULL,
  settings jsonb NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by jsonb NOT NULL,
  PRIMARY KEY (workspace_id, version)
);
CREATE FUNCTION profiles.announce_identity_policy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('rapport_identity_policies', NEW.workspace_id::text);
  RETURN NULL;
END $$;
CREATE TRIGGER announce AFTER INSERT ON profiles.identity_policies
  FOR EACH ROW EXECUTE FUNCTION profiles.announce_identity_policy();

ALTER TABLE profiles.identity_clusters ADD COLUMN settings_version integer NOT NULL DEFAULT 1;
CREATE INDEX identity_nodes_hubs ON profiles.identity_nodes (workspace_id, node_id) WHERE is_hub;
CREATE INDEX identity_edges_aliases ON profiles.identity_edges (workspace_id, node_id)
  WHERE kind IN ('alias_anonymous', 'alias_user');`;
