import { TableOffsets } from '../../log/table-offsets.js';

/** How far the log tables have been shipped; one row per partition, no flag per record (performance.md 5.7). */
export class RelayOffsets extends TableOffsets {
  protected override readonly createRows = createRelayRows;

  async peek(partition: number): Promise<bigint | undefined> {
    const rows = await this.database.dataSource.query<{ next: string }[]>(
      `SELECT next_offset AS next FROM bus.consumer_offsets
       WHERE consumer_group = $1 AND log = 'tables' AND topic = $2 AND partition = $3`,
      [this.group, this.topic, partition],
    );
    return rows[0] && BigInt(rows[0].next);
  }
}

/**
 * Begins with the oldest record that some group has not handled: on an installation that moves from the embedded bus to Kafka
 * everything before it has done its work. Groups drop what they have already had (`dropRelayedTwice`). A row that was left
 * behind by an earlier time with Kafka goes on from where the log now begins.
 */
const createRelayRows = `
  INSERT INTO bus.consumer_offsets AS o (consumer_group, log, topic, partition, next_offset, log_mark)
  SELECT $1, 'tables', $2, p.partition, greatest(coalesce(g.next, 0), coalesce(s.start, p.next_offset)), p.log_epoch
  FROM bus.partitions p
  LEFT JOIN LATERAL (
    SELECT min(first_offset) AS start FROM bus.segments WHERE topic = p.topic AND partition = p.partition
  ) s ON true
  LEFT JOIN LATERAL (
    SELECT min(CASE log WHEN 'tables' THEN next_offset ELSE relayed_next END) AS next FROM bus.consumer_offsets
    WHERE topic = p.topic AND partition = p.partition AND consumer_group <> $1
      AND (log = 'tables' OR (relayed_epoch = p.log_epoch AND relayed_next > 0))
  ) g ON true
  WHERE p.topic = $2 ORDER BY p.partition
  ON CONFLICT (consumer_group, log, topic, partition) DO UPDATE
    SET next_offset = (SELECT coalesce(min(first_offset), o.next_offset) FROM bus.segments s
                       WHERE s.topic = o.topic AND s.partition = o.partition)
    WHERE o.next_offset < (SELECT min(first_offset) FROM bus.segments s
                           WHERE s.topic = o.topic AND s.partition = o.partition)`;
