import { messageOf, pause } from '@rapport/kernel';
import { backOffMs } from './back-off.js';
import {
  type Chunk,
  ChunkTransaction,
  type Committed,
  type Handle,
  type TransactionParts,
} from './chunk-transaction.js';
import { BreakerOpenError } from './quarantine-breaker.js';
import { type Failure, sortFailure } from './sort-failure.js';

export type ChunkOutcome =
  Committed | { kind: 'retry'; afterMs: number } | { kind: 'halted'; reason: string };

const sameFailures = 3;
const mostAttempts = 9;

/** Decides what a failed chunk means (reliability.md 4.7): wait and try again, isolate the record that spoils it, or halt. */
export class ChunkRunner {
  readonly transaction: ChunkTransaction;
  /** Why the whole group stands still; null when it does not. */
  halted: string | null = null;
  private readonly failuresInARow = new Map<number, number>();
  private readonly stopping = new AbortController();
  private readonly handle: Handle;

  constructor(private readonly parts: TransactionParts) {
    this.transaction = new ChunkTransaction(parts);
    this.handle = async (records, tx) => parts.subscription.handle(records, tx);
  }

  /** No further attempts; the one in hand ends as it ends. */
  stop(): void {
    this.stopping.abort();
  }

  async run(chunk: Chunk): Promise<ChunkOutcome> {
    if (this.halted !== null) return { kind: 'halted', reason: this.halted };
    try {
      const outcome = await this.transaction.commit(chunk, this.handle);
      this.failuresInARow.delete(chunk.partition);
      return outcome;
    } catch (error) {
      return this.recover(chunk, error);
    }
  }

  /** Stops the group for good, loudly: only an operator or a new version can help. */
  halt(reason: string, partition: number): ChunkOutcome {
    const { group, topic } = this.parts.subscription;
    this.halted = reason;
    this.parts.log.error({ group, topic, partition, reason }, 'bus.group_halted');
    return { kind: 'halted', reason };
  }

  private async recover(chunk: Chunk, error: unknown): Promise<ChunkOutcome> {
    if (error instanceof BreakerOpenError) return this.halt(error.message, chunk.partition);
    const failure = sortFailure(error);
    switch (failure.class) {
      case 'transient':
        return this.retryLater(chunk.partition, failure);
      case 'defect':
        return this.halt(`a defect, not bad data (${failure.signature})`, chunk.partition);
      case 'poison':
        return chunk.records.length > 1 ? this.isolate(chunk) : this.repeat(chunk, failure);
    }
  }

  private retryLater(partition: number, failure: Failure): ChunkOutcome {
    const { group, topic } = this.parts.subscription;
    const failures = (this.failuresInARow.get(partition) ?? 0) + 1;
    this.failuresInARow.set(partition, failures);
    const afterMs = backOffMs(failures);
    this.parts.log.warn({ group, topic, partition, failures, afterMs, code: failure.signature }, 'bus.retry');
    return { kind: 'retry', afterMs };
  }

  /** Halves the chunk until the record that spoils it stands alone; what surrounds it is committed on the way. */
  private async isolate(chunk: Chunk): Promise<ChunkOutcome> {
    const middle = chunk.records.length >> 1;
    const left = { ...chunk, records: chunk.records.slice(0, middle) };
    const outcome = await this.run(left);
    if (outcome.kind !== 'done' || this.stopping.signal.aborted) return outcome;
    const from = (left.records.at(-1)?.offset ?? chunk.from) + 1n;
    return this.run({ ...chunk, from, records: chunk.records.slice(middle) });
  }

  /** One record alone: three equal failures set it aside. */
  private async repeat(chunk: Chunk, first: Failure): Promise<ChunkOutcome> {
    let failure = first;
    let same = 1;
    let attempts = 1;
    while (same < sameFailures && attempts < mostAttempts) {
      await pause(5 * attempts, this.stopping.signal);
      if (this.stopping.signal.aborted) return { kind: 'retry', afterMs: 0 };
      try {
        return await this.transaction.commit(chunk, this.handle);
      } catch (error) {
        const next = sortFailure(error);
        if (next.class !== 'poison') return this.recover(chunk, error);
        same = next.signature === failure.signature ? same + 1 : 1;
        failure = next;
        attempts++;
      }
    }
    return this.giveUp(chunk, failure, attempts);
  }

  private async giveUp(chunk: Chunk, failure: Failure, attempts: number): Promise<ChunkOutcome> {
    const message = `${failure.signature}: ${failure.message}`;
    try {
      const setAside: Handle = async (records) =>
        records.map((record) => ({ record, code: 'poison', message }));
      return await this.transaction.commit(chunk, setAside, attempts);
    } catch (error) {
      if (error instanceof BreakerOpenError) return this.halt(error.message, chunk.partition);
      const next = sortFailure(error);
      if (next.class === 'transient') return this.retryLater(chunk.partition, next);
      return this.halt(`a record cannot be set aside: ${messageOf(error)}`, chunk.partition);
    }
  }
}
