import { enableWorkspaceRls } from '@rapport/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Two facts of the hot path shape these tables. What every event changes stands in narrow rows (`profile_sightings`, the tail
 * of `identity_nodes`), apart from what rarely changes and is indexed for search. And text that takes part in an order is
 * compared bytewise (`COLLATE "C"`), as identity demands.
 */
export class CreateProfiles1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [identity, profiles, groups, events]) await queryRunner.query(part);
    for (let remainder = 0; remainder < acceptedPartitions; remainder++) {
      await queryRunner.query(acceptedPartition(remainder));
    }
    for (const table of workspaceTables) await enableWorkspaceRls(queryRunner, `profiles.${table}`);
    // Reached through their parents only: without a policy of their own they show the API's role nothing.
    await queryRunner.query('ALTER TABLE profiles.events_default ENABLE ROW LEVEL SECURITY');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of workspaceTables) await queryRunner.query(`DROP TABLE profiles.${table} CASCADE`);
    await queryRunner.query('DROP SEQUENCE profiles.revisions');
  }
}

const acceptedPartitions = 8;

const workspaceTables = [
  'accepted',
  'identity_nodes',
  'identity_edges',
  'identity_clusters',
  'trait_registers',
  'profiles',
  'profile_sightings',
  'profile_ids',
  'profile_merges',
  'groups',
  'group_registers',
  'group_memberships',
  'events',
];

/** Hashes are the first 16 bytes of a SHA-256, kept as uuid: fixed width, and quick to compare and to send. */
const identity = `
CREATE TABLE profiles.accepted (
  workspace_id uuid NOT NULL,
  id_hash uuid NOT NULL,
  payload_hash uuid NOT NULL,
  accepted_on date NOT NULL,
  PRIMARY KEY (workspace_id, id_hash)
) PARTITION BY HASH (workspace_id, id_hash);
CREATE INDEX accepted_day ON profiles.accepted USING brin (accepted_on);

CREATE TABLE profiles.identity_nodes (
  workspace_id uuid NOT NULL,
  node_id uuid NOT NULL,
  type text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  seen bytea,
  cluster_id uuid NOT NULL,
  profile_id uuid,
  user_count integer NOT NULL DEFAULT 0,
  is_hub boolean NOT NULL DEFAULT false,
  created_at timestamptz,
  last_seen_at timestamptz,
  last_event_at timestamptz,
  locale text,
  locale_at timestamptz,
  time_zone text,
  time_zone_at timestamptz,
  PRIMARY KEY (workspace_id, node_id)
) WITH (fillfactor = 80);
CREATE INDEX identity_nodes_profile ON profiles.identity_nodes (workspace_id, profile_id);
CREATE INDEX identity_nodes_cluster ON profiles.identity_nodes (workspace_id, cluster_id);

CREATE TABLE profiles.identity_edges (
  workspace_id uuid NOT NULL,
  anchor_id uuid NOT NULL,
  node_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('event', 'alias_anonymous', 'alias_user', 'operator')),
  moment bytea NOT NULL,
  verdict text,
  PRIMARY KEY (workspace_id, anchor_id, node_id, kind)
);
CREATE INDEX identity_edges_node ON profiles.identity_edges (workspace_id, node_id, anchor_id);

CREATE TABLE profiles.identity_clusters (
  workspace_id uuid NOT NULL,
  cluster_id uuid NOT NULL,
  last_link bytea,
  node_count integer NOT NULL,
  PRIMARY KEY (workspace_id, cluster_id)
);

CREATE TABLE profiles.trait_registers (
  workspace_id uuid NOT NULL,
  node_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  moment bytea NOT NULL,
  first_moment bytea NOT NULL,
  value json NOT NULL,
  PRIMARY KEY (workspace_id, node_id, key)
) WITH (fillfactor = 80);`;

/** `…_folded` is what the search compares: lower case, and cut, because an index entry has a largest size. */
const profiles = `
CREATE SEQUENCE profiles.revisions;

CREATE TABLE profiles.profiles (
  workspace_id uuid NOT NULL,
  profile_id uuid NOT NULL,
  user_id text COLLATE "C",
  email text COLLATE "C",
  phone text COLLATE "C",
  name text COLLATE "C",
  locale text,
  time_zone text,
  traits jsonb NOT NULL,
  trait_limit boolean NOT NULL,
  identified boolean NOT NULL GENERATED ALWAYS AS (user_id IS NOT NULL) STORED,
  user_id_folded text COLLATE "C",
  email_folded text COLLATE "C",
  phone_folded text COLLATE "C",
  name_folded text COLLATE "C",
  first_seen_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (workspace_id, profile_id)
);
CREATE INDEX profiles_created ON profiles.profiles (workspace_id, identified, created_at, profile_id);
CREATE INDEX profiles_user_id ON profiles.profiles (workspace_id, user_id_folded) WHERE user_id_folded IS NOT NULL;
CREATE INDEX profiles_email ON profiles.profiles (workspace_id, email_folded) WHERE email_folded IS NOT NULL;
CREATE INDEX profiles_phone ON profiles.profiles (workspace_id, phone_folded) WHERE phone_folded IS NOT NULL;
CREATE INDEX profiles_name ON profiles.profiles (workspace_id, name_folded) WHERE name_folded IS NOT NULL;

CREATE TABLE profiles.profile_sightings (
  workspace_id uuid NOT NULL,
  profile_id uuid NOT NULL,
  identified boolean NOT NULL,
  last_seen_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, profile_id)
) WITH (fillfactor = 80);
CREATE INDEX profile_sightings_last_seen
  ON profiles.profile_sightings (workspace_id, identified, last_seen_at, profile_id);

CREATE TABLE profiles.profile_ids (
  workspace_id uuid NOT NULL,
  profile_id uuid NOT NULL,
  node_id uuid NOT NULL,
  issued_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, profile_id)
);
CREATE INDEX profile_ids_node ON profiles.profile_ids (workspace_id, node_id);

CREATE TABLE profiles.profile_merges (
  workspace_id uuid NOT NULL,
  merge_id uuid NOT NULL,
  into_id uuid NOT NULL,
  from_id uuid NOT NULL,
  identifiers jsonb NOT NULL,
  cause text NOT NULL,
  event_id uuid,
  merged_at timestamptz NOT NULL,
  PRIMARY KEY (workspace_id, merge_id)
);
CREATE INDEX profile_merges_into ON profiles.profile_merges (workspace_id, into_id);
CREATE INDEX profile_merges_from ON profiles.profile_merges (workspace_id, from_id);`;

const groups = `
CREATE TABLE profiles.groups (
  workspace_id uuid NOT NULL,
  group_id uuid NOT NULL,
  value text COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, group_id)
);
CREATE TABLE profiles.group_registers (
  workspace_id uuid NOT NULL,
  group_id uuid NOT NULL,
  key text COLLATE "C" NOT NULL,
  moment bytea NOT NULL,
  first_moment bytea NOT NULL,
  value json NOT NULL,
  PRIMARY KEY (workspace_id, group_id, key)
) WITH (fillfactor = 80);
CREATE TABLE profiles.group_memberships (
  workspace_id uuid NOT NULL,
  node_id uuid NOT NULL,
  group_id uuid NOT NULL,
  first_moment bytea NOT NULL,
  last_moment bytea NOT NULL,
  PRIMARY KEY (workspace_id, node_id, group_id)
) WITH (fillfactor = 80);
CREATE INDEX group_memberships_group ON profiles.group_memberships (workspace_id, group_id, node_id);`;

/** No key of its own: `accepted` keeps events unique. By month of when it happened; the rest goes to the default partition. */
const events = `
CREATE TABLE profiles.events (
  workspace_id uuid NOT NULL,
  anchor_id uuid NOT NULL,
  event_id uuid NOT NULL,
  source_id uuid NOT NULL,
  message_id text NOT NULL,
  type text NOT NULL,
  name text,
  timestamp timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  properties jsonb,
  traits jsonb,
  context jsonb NOT NULL,
  refused_links jsonb
) PARTITION BY RANGE (timestamp);
CREATE INDEX events_timeline ON profiles.events (workspace_id, anchor_id, timestamp, event_id);
CREATE TABLE profiles.events_default PARTITION OF profiles.events DEFAULT;`;

function acceptedPartition(remainder: number): string {
  return `
CREATE TABLE profiles.accepted_${remainder} PARTITION OF profiles.accepted
  FOR VALUES WITH (MODULUS ${acceptedPartitions}, REMAINDER ${remainder});
ALTER TABLE profiles.accepted_${remainder} ENABLE ROW LEVEL SECURITY`;
}
