import type { Database } from '@rapport/database';
import type { GroupOffsets, OpenedPartition } from '../../consume/group-offsets.js';
import { offsetColumns, rowOf, StoredOffsets, type StoredRow } from '../../consume/stored-offsets.js';

/** A group's offsets in a Kafka topic, in PostgreSQL all the same: Kafka's own are hints for its tools. */
export class KafkaOffsets extends StoredOffsets implements GroupOffsets {
  constructor(
    private readonly database: Database,
    group: string,
    topic: string,
    owner: string,
    private readonly partitions: number,
  ) {
    super(group, 'kafka', topic, owner);
  }

  /** A group that read this topic from the log tables until now takes its place in them along. */
  async open(): Promise<Map<number, OpenedPartition>> {
    return this.database.newTransaction(async (tx) => {
      await tx.query(createRows, [this.group, this.topic, this.partitions]);
      const rows = await tx.query<(StoredRow & { partition: number })[]>(
        `SELECT partition, ${offsetColumns} FROM bus.consumer_offsets
         WHERE consumer_group = $1 AND log = 'kafka' AND topic = $2`,
        [this.group, this.topic],
      );
      return new Map(rows.map((row) => [row.partition, { row: rowOf(row), fault: null }]));
    });
  }
}

const createRows = `
  WITH moved AS (
    DELETE FROM bus.consumer_offsets WHERE consumer_group = $1 AND log = 'tables' AND topic = $2
    RETURNING partition, next_offset, log_mark
  )
  INSERT INTO bus.consumer_offsets AS o (consumer_group, log, topic, partition, next_offset, relayed_epoch, relayed_next)
  SELECT $1, 'kafka', $2, n, 0, m.log_mark::uuid, coalesce(m.next_offset, 0)
  FROM generate_series(0, $3::int - 1) n LEFT JOIN moved m ON m.partition = n
  ORDER BY n
  ON CONFLICT (consumer_group, log, topic, partition) DO UPDATE
    SET relayed_epoch = excluded.relayed_epoch, relayed_next = excluded.relayed_next
    WHERE excluded.relayed_epoch IS NOT NULL
      AND (o.relayed_epoch IS DISTINCT FROM excluded.relayed_epoch OR o.relayed_next < excluded.relayed_next)`;
