import type { EntityManager } from 'typeorm';

/** What a group knows of one partition: committed in the transaction of the effects, and the only truth about them. */
export interface OffsetRow {
  next: bigint;
  /** Proves that the log is still the one that `next` was counted in; null when nothing was handled yet. */
  mark: string | null;
  /** Log of the relay that `relayedNext` counts in. */
  relayedEpoch: string | null;
  relayedNext: bigint;
}

export const untouched: OffsetRow = { next: 0n, mark: null, relayedEpoch: null, relayedNext: 0n };

/** A partition as a group finds it when it starts. */
export interface OpenedPartition {
  row: OffsetRow;
  /** Why it must not be read: the log is not the one that the offset was counted in. */
  fault: string | null;
}

/** Offsets of one group on one topic. */
export interface GroupOffsets {
  /** Creates the rows that are missing; all of them, by partition. */
  open(): Promise<Map<number, OpenedPartition>>;
  /** Where the group stands now, without a lock: lets a member skip what others have done before it reads it. */
  peek?(partition: number): Promise<bigint | undefined>;
  /** Locks the row until `tx` ends; undefined when another member holds it. */
  lock(tx: EntityManager, partition: number): Promise<OffsetRow | undefined>;
  save(tx: EntityManager, partition: number, row: OffsetRow): Promise<void>;
}
