import { pause } from '@rapport/kernel';
import type { Admin, Batch } from 'kafkajs';
import { ChunkRunner } from '../../consume/chunk-runner.js';
import type { TransactionParts } from '../../consume/chunk-transaction.js';
import type { OffsetRow } from '../../consume/group-offsets.js';
import { KafkaRecord } from './kafka-record.js';

/** What a member may do to kafkajs' consumer. */
export interface FetchControl {
  seek(topic: string, partition: number, offset: bigint): void;
  pause(topic: string, partition: number): void;
  resume(topic: string, partition: number): void;
}

/** kafkajs' batch, and what a chunk needs of its context. */
export interface FetchedBatch {
  batch: Batch;
  resolve: (offset: bigint) => void;
  mayGoOn: () => boolean;
  /** Between chunks; throws when the member must rejoin. */
  heartbeat: () => Promise<void>;
}

interface Place {
  /** As far as this process knows; the offset row decides. */
  next: bigint;
  /** Where a new group begins because nothing lies before it; for others, `next` as it was found. */
  start: bigint;
  /** Fingerprint that the record before `next` must bear, until it has been seen. */
  unverified: string | null;
  halted: boolean;
  /** When the oldest record that is fetched but not handled was written. */
  oldestAt: number | null;
  head: bigint;
}

const defaultRecords = 200;
const busyMs = 200;

/**
 * One subscription's part of a Kafka consumer. Positions come from PostgreSQL; the log is checked against them, because a topic
 * that was truncated, or deleted and created anew, would otherwise be skipped as done without an error (reliability.md 4.3).
 */
export class KafkaMember {
  readonly runner: ChunkRunner;
  private readonly places = new Map<number, Place>();
  private readonly stopping = new AbortController();
  private fault: string | null = null;

  constructor(
    private readonly parts: TransactionParts,
    private readonly control: FetchControl,
    private readonly admin: Admin,
  ) {
    this.runner = new ChunkRunner(parts);
  }

  get subscription(): TransactionParts['subscription'] {
    return this.parts.subscription;
  }

  get halted(): string | null {
    return this.runner.halted ?? this.fault;
  }

  stop(): void {
    this.stopping.abort();
    this.runner.stop();
  }

  /** Age of the oldest record in hand; undefined when nothing is. */
  get oldestAt(): number | undefined {
    const ages = [...this.places.values()].flatMap(({ oldestAt }) => oldestAt ?? []);
    return ages.length > 0 ? Math.min(...ages) : undefined;
  }

  /** Everything fetched so far is handled. */
  get atEnd(): boolean {
    return [...this.places.values()].every(({ next, head, halted }) => !halted && next >= head);
  }

  /** Goes where the group stands, in every partition of the new assignment. */
  async position(partitions: readonly number[]): Promise<void> {
    const { topic } = this.subscription;
    const rows = await this.parts.offsets.open();
    const marks = new Map((await this.admin.fetchTopicOffsets(topic)).map((one) => [one.partition, one]));
    this.places.clear();
    this.fault = null;
    for (const partition of partitions) {
      const row = rows.get(partition)?.row;
      const mark = marks.get(partition);
      if (row && mark) this.place(partition, row, BigInt(mark.low), BigInt(mark.high));
    }
  }

  private place(partition: number, row: OffsetRow, low: bigint, high: bigint): void {
    const { topic } = this.subscription;
    const isNew = row.mark === null;
    const start = isNew && low > row.next ? low : row.next;
    const place: Place = {
      next: row.next,
      start,
      unverified: row.mark,
      halted: false,
      oldestAt: null,
      head: high,
    };
    this.places.set(partition, place);
    if (high < row.next) {
      return this.haltPartition(partition, `the log ends at ${high}, before offset ${row.next}`);
    }
    if (low > start) {
      return this.haltPartition(partition, `records from ${row.next} to ${low} were deleted unread`);
    }
    // A row that an operator has set back bears the mark of another record: nothing to compare with.
    if (!row.mark?.startsWith(`${row.next - 1n}:`) || low >= row.next) place.unverified = null;
    this.control.seek(topic, partition, place.unverified === null ? start : start - 1n);
    this.control.resume(topic, partition);
  }

  /** Never throws, except what `heartbeat` throws: anything else would end the consumer, or shake the group for ever. */
  async handle({ batch, resolve, mayGoOn, heartbeat }: FetchedBatch): Promise<void> {
    const place = this.places.get(batch.partition);
    if (!place || place.halted) return;
    const from = BigInt((batch as Batch & { fetchedOffset: string }).fetchedOffset);
    place.head = BigInt(batch.highWatermark);
    if (from + 1n < place.next) return this.position([...this.places.keys()]);
    const records = batch.messages.map((message) => new KafkaRecord(batch.topic, batch.partition, message));
    if (!this.verify(place, records, batch.partition)) return;
    const fresh = records.filter(({ offset }) => offset >= place.next);
    const last = records.at(-1);
    if (last && fresh.length === 0) return resolve(last.offset);
    await this.runChunks(place, fresh, from > place.start ? from : place.next, {
      resolve,
      mayGoOn,
      heartbeat,
      batch,
    });
  }

  private async runChunks(
    place: Place,
    records: readonly KafkaRecord[],
    start: bigint,
    { batch: { partition }, resolve, mayGoOn, heartbeat }: FetchedBatch,
  ): Promise<void> {
    const size = this.subscription.maxRecords ?? defaultRecords;
    let from = start;
    for (let at = 0; at < records.length && mayGoOn(); at += size) {
      const chunk = records.slice(at, at + size);
      place.oldestAt = chunk[0]?.writtenAt ?? null;
      const outcome = await this.runner.run({ partition, from, records: chunk });
      switch (outcome.kind) {
        case 'done':
          place.next = outcome.next;
          from = outcome.next;
          place.oldestAt = null;
          resolve(chunk.at(-1)?.offset ?? outcome.next - 1n);
          break;
        case 'moved':
          return this.position([...this.places.keys()]);
        case 'busy':
          return this.rest(partition, busyMs);
        case 'retry':
          return this.rest(partition, outcome.afterMs);
        case 'halted':
          return this.haltPartition(partition, outcome.reason);
      }
      await heartbeat();
    }
  }

  private verify(place: Place, records: readonly KafkaRecord[], partition: number): boolean {
    const expected = place.unverified;
    const first = records[0];
    if (expected === null || !first) return true;
    place.unverified = null;
    if (first.offset !== place.next - 1n || first.mark === expected) return true;
    this.haltPartition(partition, `another record stands at ${first.offset}: the topic was created anew`);
    return false;
  }

  /** The partition is fetched again later, from where it was resolved; the others go on. */
  private rest(partition: number, ms: number): void {
    const { topic } = this.subscription;
    this.control.pause(topic, partition);
    void pause(ms, this.stopping.signal).then(() => {
      if (this.places.get(partition)?.halted === false) this.control.resume(topic, partition);
    });
  }

  private haltPartition(partition: number, reason: string): void {
    const { group, topic } = this.subscription;
    const place = this.places.get(partition);
    if (place) place.halted = true;
    this.fault = `partition ${partition}: ${reason}`;
    this.control.pause(topic, partition);
    this.parts.log.error({ group, topic, partition, reason }, 'bus.partition_halted');
  }
}
