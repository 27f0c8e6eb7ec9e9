import type { System } from '../harness/system.js';

/** Persons `from` to `to` of `writePeople`. */
export interface Range {
  from: number;
  to: number;
}

/**
 * A past of `each` events per person, one a minute until an hour ago, as apply would have filed them. Statements of at most
 * 100,000 rows, so that the server's memory stays small. After `writePeople` of the same workspace.
 */
export async function writeHistory(
  system: System,
  workspaceId: string,
  sourceId: string,
  { from, to }: Range,
  each: number,
): Promise<void> {
  for (let person = from; person <= to; person++)
    await system.query(insert, [workspaceId, sourceId, person, each]);
}

const insert = `
  INSERT INTO profiles.events
    (workspace_id, anchor_id, event_id, source_id, message_id, type, name, timestamp, received_at, properties, context)
  SELECT $1, anchor, gen_random_uuid(), $2, 'past-' || $3 || '-' || n, 'track', 'Product Viewed', at, at,
    jsonb_build_object('sku', 'sku-' || n % 1000, 'price', n % 9999, 'currency', 'EUR', 'category', 'garden'), '{}'
  FROM (SELECT pg_temp.node_id('user_id', 'user-' || $3::int) AS anchor, n,
          date_trunc('milliseconds', now() - interval '1 hour' - n * interval '1 minute') AS at
        FROM generate_series(1, $4::int) AS n) past`;
