import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Groups as the API shows them: the fold of their traits, what a search compares, and memberships that can be taken back. A
 * removal is a moment of its own on the membership, so that it commutes with the events that add to the same row.
 */
export class LetGroupsBeRead1764300200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const part of [groups, memberships, currentGroups]) await queryRunner.query(part);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP VIEW profiles.profile_groups;
      DROP INDEX profiles.group_memberships_group;
      DELETE FROM profiles.group_memberships WHERE last_moment IS NULL;
      ALTER TABLE profiles.group_memberships DROP COLUMN removed_moment,
        ALTER COLUMN first_moment SET NOT NULL, ALTER COLUMN last_moment SET NOT NULL;
      CREATE INDEX group_memberships_group ON profiles.group_memberships (workspace_id, group_id, node_id);
      ALTER TABLE profiles.groups DROP COLUMN traits, DROP COLUMN value_folded, DROP COLUMN name_folded,
        DROP COLUMN created_at, DROP COLUMN updated_at, DROP COLUMN revision`);
  }
}

/** Groups that are there already were made when the first call about them was received: bytes 8 to 16 of its moment. */
const groups = `
ALTER TABLE profiles.groups
  ADD COLUMN traits jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN value_folded text COLLATE "C",
  ADD COLUMN name_folded text COLLATE "C",
  ADD COLUMN created_at timestamptz,
  ADD COLUMN updated_at timestamptz,
  ADD COLUMN revision bigint NOT NULL DEFAULT 0;

UPDATE profiles.groups g SET
  traits = COALESCE(r.traits, '{}'),
  value_folded = left(lower(g.value), 128),
  name_folded = left(lower(COALESCE(r.traits ->> 'name', '')), 128),
  created_at = COALESCE(m.created_at, date_trunc('milliseconds', now())),
  updated_at = COALESCE(m.created_at, date_trunc('milliseconds', now()))
FROM profiles.groups g2
LEFT JOIN LATERAL (
  SELECT jsonb_object_agg(key, value::jsonb) AS traits FROM profiles.group_registers r
  WHERE r.workspace_id = g2.workspace_id AND r.group_id = g2.group_id AND json_typeof(value) <> 'null'
) r ON true
LEFT JOIN LATERAL (
  SELECT to_timestamp(('x' || substr(min(encode(first_moment, 'hex')), 17, 16))::bit(64)::bigint / 1000.0) AS created_at
  FROM profiles.group_memberships m WHERE m.workspace_id = g2.workspace_id AND m.group_id = g2.group_id
) m ON true
WHERE g.workspace_id = g2.workspace_id AND g.group_id = g2.group_id;
UPDATE profiles.groups SET name_folded = NULL WHERE name_folded = '';

ALTER TABLE profiles.groups
  ALTER COLUMN value_folded SET NOT NULL,
  ALTER COLUMN created_at SET NOT NULL,
  ALTER COLUMN updated_at SET NOT NULL;
CREATE INDEX groups_created ON profiles.groups (workspace_id, created_at, group_id);
CREATE INDEX groups_value ON profiles.groups (workspace_id, value_folded);
CREATE INDEX groups_name ON profiles.groups (workspace_id, name_folded) WHERE name_folded IS NOT NULL;`;

/** Members are listed in the order in which they joined; the first moment hardly ever changes, so that the index stays still. */
const memberships = `
ALTER TABLE profiles.group_memberships
  ADD COLUMN removed_moment bytea,
  ALTER COLUMN first_moment DROP NOT NULL,
  ALTER COLUMN last_moment DROP NOT NULL;
DROP INDEX profiles.group_memberships_group;
CREATE INDEX group_memberships_group ON profiles.group_memberships (workspace_id, group_id, first_moment, node_id);`;

/**
 * The groups that a person is in, once for all who ask: the newest word of all of the person's identifiers stands. Hex sorts
 * as the bytes do, and PostgreSQL 15 has no largest of bytes.
 */
const currentGroups = `
CREATE VIEW profiles.profile_groups WITH (security_invoker = true) AS
SELECT n.workspace_id, n.profile_id, m.group_id, max(encode(m.last_moment, 'hex') COLLATE "C") AS last_moment
FROM profiles.identity_nodes n
JOIN profiles.group_memberships m USING (workspace_id, node_id)
WHERE n.profile_id IS NOT NULL
GROUP BY n.workspace_id, n.profile_id, m.group_id
HAVING max(encode(m.last_moment, 'hex') COLLATE "C") > COALESCE(max(encode(m.removed_moment, 'hex') COLLATE "C"), '');`;
