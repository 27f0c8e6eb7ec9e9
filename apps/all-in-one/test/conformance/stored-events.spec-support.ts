import { Client } from 'pg';

/** An event as profiles keeps it, filed under the identifier it arrived with. */
export interface StoredEvent {
  messageId: string;
  type: string;
  name: string | null;
  properties: Record<string, unknown> | null;
  traits: Record<string, unknown> | null;
  context: Record<string, unknown>;
  anchorType: string;
  anchorValue: string;
}

export async function query<Row extends object>(
  url: string,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** How many events of each source are stored, by the source's uuid. */
export async function countStored(url: string, sourceIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await query<{ source: string; count: number }>(
    url,
    `SELECT source_id AS source, count(*)::int AS count FROM profiles.events WHERE source_id = ANY($1::uuid[]) GROUP BY 1`,
    [sourceIds],
  );
  return new Map(rows.map(({ source, count }) => [source, count]));
}

export function readStored(url: string, sourceId: string): Promise<StoredEvent[]> {
  return query<StoredEvent>(
    url,
    `SELECT e.message_id AS "messageId", e.type, e.name, e.properties, e.traits, e.context,
       n.type AS "anchorType", n.value AS "anchorValue"
     FROM profiles.events e
     JOIN profiles.identity_nodes n ON n.workspace_id = e.workspace_id AND n.node_id = e.anchor_id
     WHERE e.source_id = $1::uuid`,
    [sourceId],
  );
}
