import type { BusRecord } from '../event-bus.js';

/** How far a partition of a log goes: the offset that the next record will get. */
export interface LogHead {
  topic: string;
  partition: number;
  next: bigint;
}

/** A log without holes that can be read from any offset, and that says when it has grown. */
export interface LogSource {
  /** About `atLeast` consecutive records from `from` on. */
  read(topic: string, partition: number, from: bigint, atLeast: number): Promise<BusRecord[]>;
  /** As far as this process knows; never beyond what is committed. */
  headOf(topic: string, partition: number): bigint;
  onHead(listener: (head: LogHead) => void): void;
}
