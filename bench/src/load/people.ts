import type { System } from '../harness/system.js';

/** Rows of one statement: enough for the server to be quick, few enough to keep its memory small. */
const chunk = 50_000;
const oneWeek = '604800';

/** Shares of people, by plan; the rest is on `free`. */
export const proShare = 0.1;
export const enterpriseShare = 0.001;

/**
 * People as the fold would have left them, written straight into the tables of profiles: a user id, an email and a phone each,
 * six traits, created over a week, last seen in another order. Their ids are hashes, as real ones are.
 */
export async function writePeople(
  system: System,
  workspaceId: string,
  sourceId: string,
  count: number,
): Promise<void> {
  await nameNodes(system, workspaceId);
  for (let from = 1; from <= count; from += chunk) {
    const to = Math.min(count, from + chunk - 1);
    for (const statement of statements)
      await system.query(statement, [workspaceId, sourceId, from, to, count]);
  }
  await system.query(
    'ANALYZE profiles.profiles, profiles.profile_sightings, profiles.identity_nodes, profiles.identity_edges, profiles.identity_clusters, profiles.trait_registers',
  );
}

/**
 * Makes `pg_temp.node_id(type, value)` of the workspace: HMAC-SHA-256 under its key, as profiles derives the ids of identifiers
 * (identity.md 3.7), so that events about these people meet them.
 */
export async function nameNodes(system: System, workspaceId: string): Promise<void> {
  const [workspace] = await system.query<{ key: Buffer }>(
    'SELECT identity_key AS key FROM access.workspaces WHERE id = $1',
    [workspaceId],
  );
  const block = Buffer.concat([workspace?.key ?? Buffer.alloc(0)], 64);
  const pad = (byte: number): string =>
    `'\\x${Buffer.from(block.map((one) => one ^ byte)).toString('hex')}'::bytea`;
  await system.query(`
    CREATE OR REPLACE FUNCTION pg_temp.node_id(type text, value text) RETURNS uuid LANGUAGE sql STABLE AS $body$
      SELECT substr(encode(sha256(${pad(0x5c)} || sha256(${pad(0x36)} || convert_to(type, 'UTF8') || '\\x00'
        || convert_to(value, 'UTF8') || '\\x0030')), 'hex'), 1, 32)::uuid
    $body$`);
}

/**
 * Everything about person `i`, the same in every statement: `$1` workspace, `$2` source, `$3` to `$4` of `$5` people, once
 * `nameNodes` made its function.
 */
export const personSql = `
  SELECT who.*, pg_temp.node_id('user_id', user_id) AS id, pg_temp.node_id('email', email) AS email_id FROM (
  SELECT i, $1::uuid AS workspace_id,
    'user-' || i AS user_id, 'person' || i || '@mail' || i % 50 || '.test' AS email, '+49' || lpad(i::text, 9, '0') AS phone,
    (ARRAY['Ada','Grace','Linus','Alan','Barbara','Edsger'])[i % 6 + 1] || ' ' || md5('name' || i) AS name,
    CASE WHEN i % 1000 = 0 THEN 'enterprise' WHEN i % 10 = 1 THEN 'pro' ELSE 'free' END AS plan,
    i % 100 AS age, (ARRAY['Ulm','Bonn','Graz','Bern','Trier'])[i % 5 + 1] AS city,
    date_trunc('milliseconds', timestamptz '2026-01-01Z' + i * (interval '1 second' * ${oneWeek} / $5::int)) AS created_at,
    date_trunc('milliseconds', timestamptz '2026-02-01Z' + (i::bigint * 7919 % $5::int) * (interval '1 second' * ${oneWeek} / $5::int)) AS seen_at,
    int8send(1767225600000 + i) || int8send(1767225600000 + i) || int4send(0) || uuid_send($2::uuid) || convert_to('m' || i, 'UTF8') AS moment
  FROM generate_series($3::int, $4::int) AS i) who`;

const statements = [
  `INSERT INTO profiles.identity_nodes
     (workspace_id, node_id, type, value, seen, cluster_id, profile_id, user_count, created_at, last_seen_at, last_event_at)
   SELECT workspace_id, node.id, node.type, node.value, moment, p.id, p.id, node.users, created_at, seen_at, seen_at
   FROM (${personSql}) p
   CROSS JOIN LATERAL (VALUES (p.id, 'user_id', p.user_id, 0), (p.email_id, 'email', p.email, 1)) AS node (id, type, value, users)`,
  `INSERT INTO profiles.identity_edges (workspace_id, anchor_id, node_id, kind, moment, verdict)
   SELECT workspace_id, id, email_id, 'event', moment, 'joined' FROM (${personSql}) p`,
  `INSERT INTO profiles.identity_clusters (workspace_id, cluster_id, node_count, last_link)
   SELECT workspace_id, id, 2, moment || '\\x00' || convert_to('user_id', 'UTF8') || '\\x00' || convert_to(user_id, 'UTF8') || '\\x00'
     || convert_to('email', 'UTF8') || '\\x00' || convert_to(email, 'UTF8') || '\\x00'
   FROM (${personSql}) p`,
  `INSERT INTO profiles.profile_ids (workspace_id, profile_id, node_id, issued_at)
   SELECT workspace_id, id, id, created_at FROM (${personSql}) p`,
  `INSERT INTO profiles.profile_sightings (workspace_id, profile_id, identified, last_seen_at)
   SELECT workspace_id, id, true, seen_at FROM (${personSql}) p`,
  `INSERT INTO profiles.profiles (workspace_id, profile_id, user_id, email, phone, name, phone_folded, name_folded, traits,
     trait_limit, first_seen_at, created_at, updated_at, revision)
   SELECT workspace_id, id, user_id, email, phone, name, lower(phone), lower(name),
     jsonb_build_object('email', email, 'phone', phone, 'name', name, 'plan', plan, 'age', age, 'city', city),
     false, created_at, created_at, created_at, i FROM (${personSql}) p`,
  `INSERT INTO profiles.trait_registers (workspace_id, node_id, key, moment, first_moment, value)
   SELECT workspace_id, id, trait.key, moment, moment, trait.value FROM (${personSql}) p
   CROSS JOIN LATERAL (VALUES ('email', to_json(email)), ('phone', to_json(phone)), ('name', to_json(name)),
     ('plan', to_json(plan)), ('age', to_json(age)), ('city', to_json(city))) AS trait (key, value)`,
];
