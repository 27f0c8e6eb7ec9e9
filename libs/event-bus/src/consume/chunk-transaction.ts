import { type Clock, pause } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { BusLog } from '../bus-log.js';
import type { BusRecord, OutgoingMessage, Poison, Subscription } from '../event-bus.js';
import { deadLetterOf } from './dead-letter-of.js';
import { dropForeignReplays } from './drop-foreign-replays.js';
import { dropRelayedTwice } from './drop-relayed-twice.js';
import type { GroupOffsets } from './group-offsets.js';
import { BreakerOpenError, type QuarantineBreaker } from './quarantine-breaker.js';
import { HandlerTimeoutError } from './sort-failure.js';

/** Consecutive records of one partition. */
export interface Chunk {
  partition: number;
  /** The position that was asked for; the first record may lie behind it where the log has legal holes. */
  from: bigint;
  records: readonly BusRecord[];
}

/** How a transaction ended that did not fail. */
export type Committed =
  /** Handled, by us or by somebody else; the group goes on at `next`. */
  | { kind: 'done'; next: bigint }
  /** The group stands before `from` (an operator set it back): read again from `next`. */
  | { kind: 'moved'; next: bigint }
  /** Another member of the group holds the partition. */
  | { kind: 'busy' };

export interface TransactionParts {
  subscription: Subscription;
  offsets: GroupOffsets;
  breaker: QuarantineBreaker;
  clock: Clock;
  log: BusLog;
  /** Publishes dead letters in the transaction that moves the offset. */
  deadLetters: { topic: string; publish(messages: OutgoingMessage[], tx: EntityManager): Promise<void> };
  /** Longest time a handler may take; default 45 s, less than a group waits for a member. */
  handlerLimitMs?: number;
}

/** What a chunk is given to: the subscription's handler, or the runner's own when it sets a record aside. */
export type Handle = Subscription['handle'];

/** One chunk, one transaction: offset row locked first, effects, dead letters, offset, commit (reliability.md 4.3). */
export class ChunkTransaction {
  handled = 0;
  deadLettered = 0;
  /** When a chunk was last committed, or the end of the log last seen. */
  progressAt: number;

  constructor(private readonly parts: TransactionParts) {
    this.progressAt = parts.clock.now();
  }

  /** Commits or throws. When the answer to a COMMIT is lost it throws, too: the next attempt finds in the row what is done. */
  async commit(chunk: Chunk, handle: Handle, attempts = 1): Promise<Committed> {
    const { subscription, offsets, breaker, clock } = this.parts;
    let outcome: Committed = { kind: 'busy' };
    let handled = 0;
    let poison: Poison[] = [];
    await subscription.database.newTransaction(async (tx) => {
      const held = await offsets.lock(tx, chunk.partition);
      if (!held) return;
      if (chunk.from > held.next) {
        outcome = { kind: 'moved', next: held.next };
        return;
      }
      const last = chunk.records.at(-1);
      const next = last && last.offset >= held.next ? last.offset + 1n : held.next;
      outcome = { kind: 'done', next };
      if (next === held.next) return;
      const { fresh, row } = dropRelayedTwice(notYetDone(chunk.records, held.next), held);
      const ours = dropForeignReplays(fresh, subscription.group);
      handled = ours.length;
      if (ours.length > 0) poison = (await this.bounded(handle(ours, tx))) ?? [];
      await this.publishDeadLetters(poison, tx, attempts);
      await offsets.save(tx, chunk.partition, { ...row, next, mark: last?.mark ?? row.mark });
    });
    breaker.count(handled, poison.length);
    this.handled += handled;
    this.deadLettered += poison.length;
    this.progressAt = clock.now();
    this.report(poison);
    return outcome;
  }

  private async publishDeadLetters(
    poison: readonly Poison[],
    tx: EntityManager,
    attempts: number,
  ): Promise<void> {
    if (poison.length === 0) return;
    const { subscription, breaker, clock, deadLetters } = this.parts;
    if (!breaker.admits(poison.length)) throw new BreakerOpenError(subscription.group);
    // A dead letter that cannot be used must not become the next dead letter, without end.
    if (subscription.topic === deadLetters.topic) return;
    const origin = { group: subscription.group, attempts, now: clock.now() };
    await deadLetters.publish(
      poison.map((one) => deadLetterOf(deadLetters.topic, one, origin)),
      tx,
    );
  }

  private report(poison: readonly Poison[]): void {
    const { group, topic } = this.parts.subscription;
    for (const { record, code } of poison) {
      const { partition, offset } = record;
      this.parts.log.error({ group, topic, partition, offset: offset.toString(), code }, 'bus.dead_letter');
    }
  }

  /** A handler that never settles must not hold its partition for ever; the roll-back takes its connection away. */
  private async bounded<T>(work: Promise<T>): Promise<T> {
    const limitMs = this.parts.handlerLimitMs ?? 45_000;
    const settled = new AbortController();
    const late = pause(limitMs, settled.signal).then(() => {
      if (settled.signal.aborted) return work;
      throw new HandlerTimeoutError(limitMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      settled.abort();
    }
  }
}

function notYetDone(records: readonly BusRecord[], next: bigint): readonly BusRecord[] {
  const first = records.findIndex((record) => record.offset >= next);
  return first === 0 ? records : records.slice(first);
}
