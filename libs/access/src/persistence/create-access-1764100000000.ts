import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolateWorkspaces } from './isolate-workspaces.js';

/** Workspaces, who may enter them, and the credentials of both doors. Control writes, every service reads. */
export class CreateAccess1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(workspacesAndMembers);
    await queryRunner.query(credentials);
    await queryRunner.query(observations);
    await queryRunner.query(announcements);
    await isolateWorkspaces(queryRunner, 'workspaces', 'id');
    for (const table of ['memberships', 'sources', 'write_keys', 'api_keys', 'observations']) {
      await isolateWorkspaces(queryRunner, table);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `DROP TABLE access.observations, access.api_keys, access.write_keys, access.sources, access.sessions,
         access.memberships, access.members, access.workspaces`,
    );
    await queryRunner.query('DROP FUNCTION access.announce_change()');
  }
}

const workspacesAndMembers = `
  CREATE TABLE access.workspaces (
    id uuid PRIMARY KEY,
    key text NOT NULL UNIQUE,
    name text NOT NULL,
    region text NOT NULL,
    time_zone text NOT NULL,
    default_locale text NOT NULL,
    postal_address text,
    brand jsonb NOT NULL,
    identity_key bytea NOT NULL CHECK (octet_length(identity_key) = 32),
    revision integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by jsonb NOT NULL
  );
  CREATE TABLE access.members (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE,
    password_hash text NOT NULL,
    name text,
    created_at timestamptz NOT NULL
  );
  CREATE TABLE access.memberships (
    workspace_id uuid NOT NULL REFERENCES access.workspaces,
    member_id uuid NOT NULL REFERENCES access.members,
    role text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, member_id)
  );
  CREATE INDEX ON access.memberships (member_id);
  CREATE TABLE access.sessions (
    id uuid PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    member_id uuid NOT NULL REFERENCES access.members,
    csrf_token text NOT NULL,
    created_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX ON access.sessions (expires_at);
`;

const credentials = `
  CREATE TABLE access.sources (
    workspace_id uuid NOT NULL REFERENCES access.workspaces,
    id uuid NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    enabled boolean NOT NULL,
    allowed_origins text[] NOT NULL,
    events_per_second integer,
    created_at timestamptz NOT NULL,
    created_by jsonb NOT NULL,
    updated_at timestamptz NOT NULL,
    updated_by jsonb NOT NULL DEFAULT '{"kind": "system", "id": null, "name": "Rapport"}',
    archived_at timestamptz,
    PRIMARY KEY (workspace_id, id)
  );
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
  CREATE INDEX ON access.write_keys (workspace_id, source_id);
  CREATE TABLE access.api_keys (
    workspace_id uuid NOT NULL REFERENCES access.workspaces,
    id uuid NOT NULL,
    key_id text NOT NULL UNIQUE,
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
`;

const observations = `
  CREATE TABLE access.observations (
    workspace_id uuid NOT NULL REFERENCES access.workspaces,
    "check" text NOT NULL,
    proof text NOT NULL,
    link text,
    observed_at timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, "check")
  );
`;

/**
 * Every process keeps workspaces and write keys in memory; this tells it at the commit what to read again. A statement that
 * only notes when a key was last used says nothing.
 */
const announcements = `
  CREATE FUNCTION access.announce_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('rapport_access', TG_TABLE_NAME);
    RETURN NULL;
  END $$;
  CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON access.workspaces
    FOR EACH STATEMENT EXECUTE FUNCTION access.announce_change();
  CREATE TRIGGER announce AFTER INSERT OR UPDATE OR DELETE ON access.sources
    FOR EACH STATEMENT EXECUTE FUNCTION access.announce_change();
  CREATE TRIGGER announce AFTER INSERT OR DELETE OR UPDATE OF key, expires_at ON access.write_keys
    FOR EACH STATEMENT EXECUTE FUNCTION access.announce_change();
  CREATE TRIGGER announce AFTER DELETE OR UPDATE OF expires_at, revoked_at, scopes ON access.api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION access.announce_change();
  CREATE TRIGGER announce AFTER DELETE ON access.sessions
    FOR EACH STATEMENT EXECUTE FUNCTION access.announce_change();
`;
