import { pause } from '@rapport/kernel';
import type { BusRecord } from '../event-bus.js';
import { ChunkRunner, type ChunkOutcome } from './chunk-runner.js';
import type { TransactionParts } from './chunk-transaction.js';
import type { LogHead, LogSource } from './log-source.js';
import { sortFailure } from './sort-failure.js';

/** Where this process stands in one partition. A hint: the offset row decides. */
interface Position {
  partition: number;
  next: bigint;
  /** Read, not yet handled. */
  buffer: BusRecord[];
  /** Records of the next chunk: halved by every failure, so that a chunk too large for its time limit shrinks. */
  limit: number;
  state: 'idle' | 'queued' | 'running' | 'resting' | 'halted';
}

const defaultRecords = 200;
const defaultConcurrency = 4;
/** Another member has the partition: it goes on by itself, and is succeeded soon if it dies. */
const busyMs = 250;
/** After this the process ends in spite of a handler that does not: its transaction rolls back. */
const drainMs = 15_000;

/** Reads the partitions of one subscription from a gap-free log; several at the same time, each in order, none starved. */
export class LogConsumer {
  readonly runner: ChunkRunner;
  joined = false;
  private readonly positions = new Map<number, Position>();
  private readonly queue: Position[] = [];
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();
  private resting = new AbortController();
  private readonly maxRecords: number;
  private fault: string | null = null;

  constructor(
    private readonly source: LogSource,
    private readonly parts: TransactionParts,
  ) {
    this.runner = new ChunkRunner(parts);
    this.maxRecords = parts.subscription.maxRecords ?? defaultRecords;
  }

  get halted(): string | null {
    return this.runner.halted ?? this.fault;
  }

  async start(): Promise<void> {
    for (const [partition, { row, fault }] of await this.parts.offsets.open()) {
      const position: Position = {
        partition,
        next: row.next,
        buffer: [],
        limit: this.maxRecords,
        state: 'idle',
      };
      this.positions.set(partition, position);
      if (fault !== null) this.haltPartition(position, fault);
      else this.enqueue(position);
    }
    this.source.onHead((head) => this.wake(head));
    this.joined = true;
  }

  /** Finishes the transactions in hand. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.resting.abort();
    this.runner.stop();
    const drained = new AbortController();
    await Promise.race([Promise.all(this.running), pause(drainMs, drained.signal)]);
    drained.abort();
    this.joined = false;
  }

  /** What made chunks fail may have gone away: ends every pause at once. */
  hurry(): void {
    this.resting.abort();
    this.resting = new AbortController();
  }

  private wake({ topic, partition, next }: LogHead): void {
    if (topic !== this.parts.subscription.topic) return;
    const position = this.positions.get(partition);
    if (position?.state === 'idle' && next > position.next) this.enqueue(position);
  }

  private enqueue(position: Position): void {
    position.state = 'queued';
    this.queue.push(position);
    this.pump();
  }

  private pump(): void {
    const concurrency = this.parts.subscription.concurrency ?? defaultConcurrency;
    while (this.running.size < concurrency && !this.stopping.signal.aborted) {
      const position = this.queue.shift();
      if (!position) return;
      position.state = 'running';
      const step = this.step(position).finally(() => {
        this.running.delete(step);
        this.pump();
      });
      this.running.add(step);
    }
  }

  private async step(position: Position): Promise<void> {
    const { topic } = this.parts.subscription;
    const head = this.source.headOf(topic, position.partition);
    try {
      if (position.buffer.length === 0) {
        const next = await this.parts.offsets.peek?.(position.partition);
        if (next !== undefined && next > position.next) position.next = next;
        if (next !== undefined && next >= head) return this.rest(position);
        position.buffer = await this.source.read(topic, position.partition, position.next, this.maxRecords);
      }
    } catch (error) {
      return this.settle(position, this.readFailed(position, error));
    }
    const first = position.buffer[0];
    if (first ? first.offset > position.next : head > position.next) {
      return this.haltPartition(position, `records from ${position.next} on were deleted unread`);
    }
    if (!first) return this.rest(position);
    const records = position.buffer.slice(0, position.limit);
    this.settle(
      position,
      await this.runner.run({ partition: position.partition, from: position.next, records }),
    );
  }

  private readFailed(position: Position, error: unknown): ChunkOutcome {
    const failure = sortFailure(error);
    if (failure.class === 'transient') return { kind: 'retry', afterMs: 1_000 };
    return this.runner.halt(`the log cannot be read (${failure.signature})`, position.partition);
  }

  private settle(position: Position, outcome: ChunkOutcome): void {
    switch (outcome.kind) {
      case 'done':
        position.next = outcome.next;
        position.buffer = position.buffer.slice(
          position.buffer.findIndex(({ offset }) => offset >= outcome.next),
        );
        if ((position.buffer[0]?.offset ?? -1n) < outcome.next) position.buffer = [];
        position.limit = Math.min(this.maxRecords, position.limit * 2);
        return this.goOn(position);
      case 'moved':
        position.next = outcome.next;
        position.buffer = [];
        return this.goOn(position);
      case 'busy':
        return this.comeBack(position, busyMs);
      case 'retry':
        position.limit = Math.max(1, position.limit >> 1);
        return this.comeBack(position, outcome.afterMs);
      case 'halted':
        position.buffer = [];
        position.state = 'halted';
    }
  }

  private goOn(position: Position): void {
    const head = this.source.headOf(this.parts.subscription.topic, position.partition);
    if (position.buffer.length > 0 || head > position.next) this.enqueue(position);
    else this.rest(position);
  }

  private comeBack(position: Position, afterMs: number): void {
    position.buffer = [];
    position.state = 'resting';
    void pause(afterMs, this.resting.signal).then(() => this.enqueue(position));
  }

  private rest(position: Position): void {
    position.state = 'idle';
    this.runner.transaction.progressAt = this.parts.clock.now();
  }

  private haltPartition(position: Position, reason: string): void {
    const { group, topic } = this.parts.subscription;
    const { partition } = position;
    position.state = 'halted';
    this.fault = `partition ${partition}: ${reason}`;
    this.parts.log.error({ group, topic, partition, reason }, 'bus.partition_halted');
  }
}
