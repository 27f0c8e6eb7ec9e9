import type { LogHead, LogSource } from '../../consume/log-source.js';
import type { BusRecord } from '../../event-bus.js';
import type { PartitionMessages } from '../../topic-catalog.js';
import { MemoryOffsets } from './memory-offsets.js';

/** A log in memory, and the offsets of the groups that read it. */
export class MemoryLog implements LogSource {
  private readonly records = new Map<string, BusRecord[]>();
  private readonly offsets = new Map<string, MemoryOffsets>();
  private readonly listeners = new Set<(head: LogHead) => void>();

  write(groups: readonly PartitionMessages[]): void {
    for (const { topic, partition, messages } of groups) {
      const records = this.of(topic, partition);
      for (const { key, value, headers } of messages) {
        const offset = BigInt(records.length);
        const bytes = () => Buffer.from(value ?? '');
        const text = Buffer.isBuffer(value) ? value.toString('utf8') : value;
        records.push({ topic, partition, offset, key, value: text, headers: { ...headers }, bytes });
      }
      const head = { topic, partition, next: BigInt(records.length) };
      for (const listener of this.listeners) listener(head);
    }
  }

  async read(topic: string, partition: number, from: bigint, atLeast: number): Promise<BusRecord[]> {
    return this.of(topic, partition).slice(Number(from), Number(from) + atLeast);
  }

  headOf(topic: string, partition: number): bigint {
    return BigInt(this.of(topic, partition).length);
  }

  onHead(listener: (head: LogHead) => void): void {
    this.listeners.add(listener);
  }

  offsetsOf(group: string, topic: string, partitions: number): MemoryOffsets {
    const name = `${group} ${topic}`;
    const offsets = this.offsets.get(name) ?? new MemoryOffsets(partitions);
    this.offsets.set(name, offsets);
    return offsets;
  }

  private of(topic: string, partition: number): BusRecord[] {
    const name = `${topic}/${partition}`;
    const records = this.records.get(name) ?? [];
    this.records.set(name, records);
    return records;
  }
}
