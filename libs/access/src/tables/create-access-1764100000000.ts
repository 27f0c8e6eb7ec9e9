import { apiRole, ownerRole, schemaOwners } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const tables = `
CREATE TABLE access.workspaces (
  id uuid PRIMARY KEY,
  key text NOT NULL UNIQUE,
  name text NOT NULL,
  region text NOT NULL,
  time_zone text NOT NULL,
  default_locale text NOT NULL DEFAULT 'en',
  postal_address text,
  brand jsonb NOT NULL DEFAULT '{}',
  identity_key bytea NOT NULL CHECK (octet_length(identity_key) = 32),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
-- An account: one person may belong to several workspaces.
CREATE TABLE access.members (
  id uuid PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text,
  password_hash text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE TABLE access.member_roles (
  workspace_id uuid NOT NULL REFERENCES access.workspaces,
  member_id uuid NOT NULL REFERENCES access.members,
  role text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, member_id)
);
CREATE INDEX member_roles_by_member ON access.member_roles (member_id);
-- The cookie's token is stored only as its SHA-256: a copy of this table opens no session.
CREATE TABLE access.sessions (
  id uuid PRIMARY KEY,
  member_id uuid NOT NULL REFERENCES access.members,
  token_hash bytea NOT NULL UNIQUE,
  csrf_token text NOT NULL,
  created_at timestamptz NOT NULL,
  last_seen_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_member ON access.sessions (member_id);
CREATE TABLE access.sources (
  workspace_id uuid NOT NULL REFERENCES access.workspaces,
  id uuid NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  allowed_origins text[] NOT NULL DEFAULT '{}',
  events_per_second integer,
  created_at timestamptz NOT NULL,
  created_by jsonb NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by jsonb NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
-- Write keys are public (every browser bundle holds one), so they are stored as they are.
CREATE TABLE access.write_keys (
  workspace_id uuid NOT NULL,
  id uuid NOT NULL,
  source_id uuid NOT NULL,
  key text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  expires_at timestamptz,
  PRIMARY KEY (workspace_id, id),
  FOREIGN KEY (workspace_id, source_id) REFERENCES access.sources
);
CREATE INDEX write_keys_by_source ON access.write_keys (workspace_id, source_id);
-- \`sk_<lookup>_<secret>\`: the lookup is public, of the secret only the SHA-256 is kept (256 random bits need no slow hash).
CREATE TABLE access.api_keys (
  workspace_id uuid NOT NULL REFERENCES access.workspaces,
  id uuid NOT NULL,
  lookup text NOT NULL UNIQUE,
  secret_hash bytea NOT NULL,
  name text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL,
  created_by jsonb NOT NULL,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (workspace_id, id)
);
CREATE TABLE access.observations (
  workspace_id uuid NOT NULL REFERENCES access.workspaces,
  check_id text NOT NULL,
  proof text NOT NULL,
  link text,
  observed_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, check_id)
);`;

/**
 * Whoever caches these tables listens on the channel `rapport_access`; the payload is the table's name. A trigger says it, so
 * that no writer can forget; PostgreSQL folds equal notices of one transaction into one and delivers them at its commit.
 */
const notices = `
CREATE FUNCTION access.notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('rapport_access', TG_TABLE_NAME);
  RETURN NULL;
END $$;`;

const watched = ['workspaces', 'sources', 'write_keys', 'api_keys', 'sessions', 'member_roles'];
const perWorkspace = ['workspaces', 'member_roles', 'sources', 'write_keys', 'api_keys', 'observations'];

/** The one shared schema: who exists and who may call. Control writes it, every service reads it. */
export class CreateAccess1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(tables);
    await queryRunner.query(notices);
    for (const table of watched) {
      const event = table === 'sessions' ? 'DELETE' : 'INSERT OR UPDATE OR DELETE';
      await queryRunner.query(
        `CREATE TRIGGER say_so AFTER ${event} ON access.${table} FOR EACH STATEMENT EXECUTE FUNCTION access.notify_change()`,
      );
    }
    await this.separateWorkspaces(queryRunner);
  }

  /**
   * As `enableWorkspaceRls`, for a schema that several services use: their API roles see the workspace of the request, their
   * own roles see all, for a credential must be found before its workspace is known.
   */
  private async separateWorkspaces(queryRunner: QueryRunner): Promise<void> {
    const found = (await queryRunner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [
      apiRole('access'),
    ])) as unknown[];
    if (found.length === 0) return;
    for (const table of perWorkspace) {
      const column = table === 'workspaces' ? 'id' : 'workspace_id';
      const own = `${column} = NULLIF(current_setting('app.workspace_id', true), '')::uuid`;
      await queryRunner.query(`ALTER TABLE access.${table} ENABLE ROW LEVEL SECURITY`);
      await queryRunner.query(`ALTER TABLE access.${table} FORCE ROW LEVEL SECURITY`);
      await queryRunner.query(
        `CREATE POLICY one_workspace ON access.${table} TO ${schemaOwners.map(apiRole).join(', ')} USING (${own}) WITH CHECK (${own})`,
      );
      await queryRunner.query(
        `CREATE POLICY all_workspaces ON access.${table} TO ${schemaOwners.map(ownerRole).join(', ')} USING (true) WITH CHECK (true)`,
      );
    }
  }

  async down(): Promise<void> {
    throw new Error('Going back would delete every workspace: restore a backup instead.');
  }
}
