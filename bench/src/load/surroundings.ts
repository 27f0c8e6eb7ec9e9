import type { System } from '../harness/system.js';
import { personSql } from './people.js';

/** People of one account; every thousandth account is on the plan `enterprise`, nine of ten on `free`. */
export const peoplePerAccount = 10;
const chunk = 50_000;

/**
 * What stands around the people that `writePeople` wrote, as it would have been stored: each is in an account, and has an order of
 * which every hundredth is open; every thousandth person has a refund, too.
 */
export async function writeSurroundings(
  system: System,
  workspaceId: string,
  sourceId: string,
  count: number,
): Promise<void> {
  for (let from = 1; from <= count; from += chunk) {
    const to = Math.min(count, from + chunk - 1);
    for (const statement of statements)
      await system.query(statement, [workspaceId, sourceId, from, to, count]);
  }
  await system.query(`
    INSERT INTO profiles.object_types (workspace_id, key, name, attributes, created_at, created_by, updated_at, updated_by)
    SELECT '${workspaceId}', key, key, '[{"name":"status","type":"string"}]', now(), '{}', now(), '{}'
    FROM unnest(ARRAY['order', 'refund']) AS given (key)`);
  await system.query(
    'ANALYZE profiles.groups, profiles.group_registers, profiles.group_memberships, profiles.objects, profiles.object_people',
  );
}

const account = `i / ${peoplePerAccount}`;
const groupId = `md5(workspace_id::text || 'account' || ${account})::uuid`;
/** The first of the people of each account, with its plan. */
const accounts = `
  SELECT p.*, ${groupId} AS group_id, 'account-' || ${account} AS account, CASE
    WHEN ${account} % 1000 = 7 THEN 'enterprise' WHEN ${account} % 10 = 1 THEN 'pro' ELSE 'free' END AS tier
  FROM (${personSql}) p WHERE i % ${peoplePerAccount} = 0 OR i = 1`;
const objects = `
  SELECT p.*, 'order' AS object_type, CASE WHEN i % 100 = 3 THEN 'open' ELSE 'paid' END AS status FROM (${personSql}) p
  UNION ALL
  SELECT p.*, 'refund', 'done' FROM (${personSql}) p WHERE i % 1000 = 5`;

const statements = [
  `INSERT INTO profiles.groups (workspace_id, group_id, value, traits, value_folded, created_at, updated_at)
   SELECT workspace_id, group_id, account, jsonb_build_object('tier', tier), account, created_at, created_at
   FROM (${accounts}) a`,
  `INSERT INTO profiles.group_registers (workspace_id, group_id, key, moment, first_moment, value)
   SELECT workspace_id, group_id, 'tier', moment, moment, to_json(tier) FROM (${accounts}) a`,
  `INSERT INTO profiles.group_memberships (workspace_id, node_id, group_id, first_moment, last_moment)
   SELECT workspace_id, id, ${groupId}, moment, moment FROM (${personSql}) p`,
  `INSERT INTO profiles.objects (workspace_id, object_type, key, attributes, said_at, updated_at, changed_by, version, revision)
   SELECT workspace_id, object_type, object_type || i, jsonb_build_object('status', status), created_at, created_at, '{}', 1, i
   FROM (${objects}) o`,
  `INSERT INTO profiles.object_people (workspace_id, object_type, key, node_id, name, updated_at)
   SELECT workspace_id, object_type, object_type || i, id, 'user_id:' || user_id, created_at FROM (${objects}) o`,
];
