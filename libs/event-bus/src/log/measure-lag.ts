import type { Database } from '@rapport/database';

export interface Lag {
  /** Records not yet handled, over all partitions. */
  lag: number;
  /** Age in ms of the oldest of them. */
  oldestMs: number;
}

/** How far groups are behind in the log tables, in one statement whatever their number; keyed `group topic`. */
export async function measureLag(
  database: Database,
  groups: readonly { group: string; topic: string }[],
): Promise<Map<string, Lag>> {
  const rows = await database.dataSource.query<LagRow[]>(lagStatement, [
    groups.map(({ group }) => group),
    groups.map(({ topic }) => topic),
  ]);
  return new Map(
    rows.map(({ group, topic, lag, oldestMs }) => [
      `${group} ${topic}`,
      { lag: Number(lag), oldestMs: Math.max(0, Math.round(Number(oldestMs))) },
    ]),
  );
}

interface LagRow {
  group: string;
  topic: string;
  lag: string;
  oldestMs: string;
}

const lagStatement = `
  SELECT o.consumer_group AS "group", o.topic, sum(p.next_offset - o.next_offset) AS lag,
         coalesce(extract(epoch FROM clock_timestamp() - min(s.created_at)) * 1000, 0) AS "oldestMs"
  FROM unnest($1::text[], $2::text[]) AS g (consumer_group, topic)
  JOIN bus.consumer_offsets o ON o.consumer_group = g.consumer_group AND o.topic = g.topic AND o.log = 'tables'
  JOIN bus.partitions p ON p.topic = o.topic AND p.partition = o.partition
  LEFT JOIN LATERAL (
    SELECT created_at FROM bus.segments
    WHERE topic = o.topic AND partition = o.partition AND first_offset > o.next_offset - 500
      AND first_offset + count > o.next_offset AND p.next_offset > o.next_offset
    ORDER BY first_offset LIMIT 1
  ) s ON true
  GROUP BY 1, 2`;
