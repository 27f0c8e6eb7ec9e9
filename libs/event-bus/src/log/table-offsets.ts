import type { Database } from '@rapport/database';
import type { GroupOffsets, OpenedPartition } from '../consume/group-offsets.js';
import { offsetColumns, rowOf, StoredOffsets, type StoredRow } from '../consume/stored-offsets.js';

/** A group's offsets in the log tables. */
export class TableOffsets extends StoredOffsets implements GroupOffsets {
  constructor(
    protected readonly database: Database,
    group: string,
    topic: string,
    owner: string,
    private readonly partitions: number,
  ) {
    super(group, 'tables', topic, owner);
  }

  /** Takes a group and a topic. */
  protected readonly createRows: string = createGroupRows;

  /**
   * A new group begins at the start of the log. One that read this topic from Kafka goes on behind what the relay has shipped
   * to it.
   */
  async open(): Promise<Map<number, OpenedPartition>> {
    return this.database.newTransaction(async (tx) => {
      await tx.query(createCounters, [this.topic, this.partitions]);
      await tx.query(this.createRows, [this.group, this.topic]);
      const rows = await tx.query<(StoredRow & { partition: number; epoch: string; head: string })[]>(
        `SELECT o.partition, ${offsetColumns.replaceAll(/\b(next_offset|log_mark|relayed_epoch|relayed_next)\b/g, 'o.$1')},
                p.log_epoch AS epoch, p.next_offset AS head
         FROM bus.consumer_offsets o JOIN bus.partitions p ON p.topic = o.topic AND p.partition = o.partition
         WHERE o.consumer_group = $1 AND o.log = 'tables' AND o.topic = $2 ORDER BY o.partition`,
        [this.group, this.topic],
      );
      return new Map(rows.map((row) => [row.partition, { row: rowOf(row), fault: faultOf(row) }]));
    });
  }
}

function faultOf(row: StoredRow & { epoch: string; head: string }): string | null {
  if (row.mark !== null && row.mark !== row.epoch)
    return 'the log was created anew: reset the offset to its start';
  if (BigInt(row.next) > BigInt(row.head)) return 'the log went backwards: reset the offset to its start';
  return null;
}

const createCounters = `
  INSERT INTO bus.partitions (topic, partition)
  SELECT $1, n FROM generate_series(0, $2::int - 1) n ORDER BY n ON CONFLICT DO NOTHING`;

const createGroupRows = `
  INSERT INTO bus.consumer_offsets AS o (consumer_group, log, topic, partition, next_offset, log_mark, relayed_next)
  SELECT $1, 'tables', $2, p.partition, greatest(coalesce(s.start, p.next_offset), k.relayed_next), p.log_epoch, coalesce(k.relayed_next, 0)
  FROM bus.partitions p
  LEFT JOIN LATERAL (
    SELECT min(first_offset) AS start FROM bus.segments WHERE topic = p.topic AND partition = p.partition
  ) s ON true
  LEFT JOIN bus.consumer_offsets k ON k.consumer_group = $1 AND k.log = 'kafka' AND k.topic = p.topic
    AND k.partition = p.partition AND k.relayed_epoch = p.log_epoch
  WHERE p.topic = $2 ORDER BY p.partition
  ON CONFLICT (consumer_group, log, topic, partition) DO UPDATE
    SET next_offset = excluded.relayed_next WHERE o.next_offset < excluded.relayed_next`;
