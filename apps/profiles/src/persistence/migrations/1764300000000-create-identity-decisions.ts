import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people decide about identity (identity.md 7.1, 7.2): links of their own, pairs that must stay apart, and the record of
 * what became one or two. `actor` is who asked, as the API shows it: {kind, id, name}.
 */
export class CreateIdentityDecisions1764300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    for (const table of workspaceTables) await enableWorkspaceRls(queryRunner, `profiles.${table}`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of workspaceTables) await queryRunner.query(`DROP TABLE profiles.${table}`);
    await queryRunner.query(`
      ALTER TABLE profiles.profile_merges DROP COLUMN into_identifiers, DROP COLUMN actor, DROP COLUMN reason,
        DROP COLUMN edge_anchor_id, DROP COLUMN edge_node_id, DROP COLUMN undone_at, DROP COLUMN undone_by;
      ALTER TABLE profiles.identity_edges DROP COLUMN active, DROP COLUMN actor, DROP COLUMN reason,
        DROP COLUMN separation_id;
      ALTER TABLE profiles.identity_nodes DROP COLUMN is_separated`);
  }
}

const workspaceTables = ['identity_separations', 'separated_nodes', 'profile_splits'];

/**
 * `is_separated` spares everybody else the look for separations. An edge's `separation_id` says that it only holds a part of
 * that separation together, and goes when that is lifted.
 */
const tables = `
ALTER TABLE profiles.identity_nodes ADD COLUMN is_separated boolean NOT NULL DEFAULT false;

ALTER TABLE profiles.identity_edges
  ADD COLUMN active boolean NOT NULL DEFAULT true,
  ADD COLUMN actor jsonb,
  ADD COLUMN reason text,
  ADD COLUMN separation_id uuid;

CREATE TABLE profiles.identity_separations (
  workspace_id uuid NOT NULL,
  separation_id uuid NOT NULL,
  reason text NOT NULL,
  actor jsonb NOT NULL,
  separated_at timestamptz NOT NULL,
  lifted_at timestamptz,
  lifted_by jsonb,
  lift_reason text,
  PRIMARY KEY (workspace_id, separation_id)
);
CREATE TABLE profiles.separated_nodes (
  workspace_id uuid NOT NULL,
  node_id uuid NOT NULL,
  separation_id uuid NOT NULL,
  part integer NOT NULL,
  PRIMARY KEY (workspace_id, node_id, separation_id)
);
CREATE INDEX separated_nodes_separation ON profiles.separated_nodes (workspace_id, separation_id);

ALTER TABLE profiles.profile_merges
  ADD COLUMN into_identifiers jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN actor jsonb,
  ADD COLUMN reason text,
  ADD COLUMN edge_anchor_id uuid,
  ADD COLUMN edge_node_id uuid,
  ADD COLUMN undone_at timestamptz,
  ADD COLUMN undone_by jsonb;

CREATE TABLE profiles.profile_splits (
  workspace_id uuid NOT NULL,
  split_id uuid NOT NULL,
  from_id uuid NOT NULL,
  to_id uuid NOT NULL,
  identifiers jsonb NOT NULL,
  cause text NOT NULL,
  why text NOT NULL CHECK (why IN ('separation', 'late_link', 'hub', 'settings', 'erasure')),
  event_id uuid,
  actor jsonb,
  reason text,
  separation_id uuid,
  split_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, split_id)
);
CREATE INDEX profile_splits_from ON profiles.profile_splits (workspace_id, from_id);
CREATE INDEX profile_splits_to ON profiles.profile_splits (workspace_id, to_id);`;
