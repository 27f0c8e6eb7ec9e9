import { afterCommit } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import {
  type GroupOffsets,
  type OffsetRow,
  type OpenedPartition,
  untouched,
} from '../../consume/group-offsets.js';

/** Offsets that count once the transaction of the effects has committed. */
export class MemoryOffsets implements GroupOffsets {
  private readonly rows: OffsetRow[];
  private readonly holders = new Map<number, EntityManager>();

  constructor(partitions: number) {
    this.rows = Array.from({ length: partitions }, () => untouched);
  }

  async open(): Promise<Map<number, OpenedPartition>> {
    return new Map(this.rows.map((row, partition) => [partition, { row, fault: null }]));
  }

  /** TypeORM releases the connection when the transaction has ended, whichever way. */
  async lock(tx: EntityManager, partition: number): Promise<OffsetRow | undefined> {
    const holder = this.holders.get(partition);
    if (holder && holder !== tx && holder.queryRunner?.isReleased === false) return undefined;
    this.holders.set(partition, tx);
    return this.rows[partition];
  }

  async save(tx: EntityManager, partition: number, row: OffsetRow): Promise<void> {
    afterCommit(tx, () => (this.rows[partition] = row));
  }

  /** Records not yet handled. */
  lagOf(heads: readonly bigint[]): number {
    return this.rows.reduce((sum, row, partition) => sum + Number((heads[partition] ?? 0n) - row.next), 0);
  }
}
