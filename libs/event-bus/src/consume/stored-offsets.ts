import type { EntityManager } from 'typeorm';
import type { OffsetRow } from './group-offsets.js';

/** Which log an offset counts in: the log tables, or the topic of the same name in Kafka. */
export type LogKind = 'tables' | 'kafka';

/** The columns of an `OffsetRow`. */
export const offsetColumns = `next_offset AS "next", log_mark AS "mark", relayed_epoch AS "relayedEpoch", relayed_next AS "relayedNext"`;

export interface StoredRow {
  next: string;
  mark: string | null;
  relayedEpoch: string | null;
  relayedNext: string;
}

export function rowOf(stored: StoredRow): OffsetRow {
  return { ...stored, next: BigInt(stored.next), relayedNext: BigInt(stored.relayedNext) };
}

/** Rows of `bus.consumer_offsets` of one group, log and topic; locked and written in the transaction of the effects. */
export class StoredOffsets {
  constructor(
    readonly group: string,
    readonly log: LogKind,
    readonly topic: string,
    private readonly owner: string,
  ) {}

  /** SKIP LOCKED: who finds the row held has nothing to do there, and must not hold a connection to wait for it. */
  async lock(tx: EntityManager, partition: number): Promise<OffsetRow | undefined> {
    const rows = await tx.query<StoredRow[]>(
      `SELECT ${offsetColumns} FROM bus.consumer_offsets
       WHERE consumer_group = $1 AND log = $2 AND topic = $3 AND partition = $4 FOR UPDATE SKIP LOCKED`,
      [this.group, this.log, this.topic, partition],
    );
    return rows[0] && rowOf(rows[0]);
  }

  async save(tx: EntityManager, partition: number, row: OffsetRow): Promise<void> {
    await tx.query(
      `UPDATE bus.consumer_offsets
       SET next_offset = $5, log_mark = $6, relayed_epoch = $7, relayed_next = $8, owner = $9, updated_at = now()
       WHERE consumer_group = $1 AND log = $2 AND topic = $3 AND partition = $4`,
      [
        this.group,
        this.log,
        this.topic,
        partition,
        row.next.toString(),
        row.mark,
        row.relayedEpoch,
        row.relayedNext.toString(),
        this.owner,
      ],
    );
  }
}
