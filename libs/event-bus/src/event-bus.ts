import type { Database } from '@rapport/database';
import type { EntityManager } from 'typeorm';

/** A message to publish. Its partition follows from the key: 256 virtual shards, spread over the topic's partitions. */
export interface OutgoingMessage {
  topic: string;
  key: string;
  /** JSON text. */
  value: string;
  headers?: Record<string, string>;
}

/** What a log holds: besides outgoing messages, bytes that are no text and tombstones, which other producers wrote. */
export type StoredMessage = Omit<OutgoingMessage, 'value'> & { value: string | Buffer | null };

/** A record as a consumer sees it, whatever the adapter. */
export interface BusRecord {
  topic: string;
  partition: number;
  offset: bigint;
  key: string;
  /** null for a tombstone. */
  value: string | null;
  headers: Record<string, string>;
  /** A fingerprint, from adapters whose log can be replaced under a group by another one of the same name. */
  readonly mark?: string;
  /** The original bytes, for dead letters. */
  bytes(): Buffer;
}

/** A record that the handler could not use; it is set aside in the transaction that moves the offset past it. */
export interface Poison {
  record: BusRecord;
  code: string;
  message: string;
}

export interface Subscription {
  /** `rapport.<service>.<purpose>` */
  group: string;
  topic: string;
  /** Effects and the group's offsets are committed here, in one transaction. */
  database: Database;
  /** Most records per transaction; default 200. */
  maxRecords?: number;
  /** Partitions handled at the same time; default 4. */
  concurrency?: number;
  /**
   * Called inside the transaction that holds the offset lock, with consecutive records of one partition in order.
   * May throw: transient failures are retried for ever, anything else isolates the record that causes it.
   * Returns the records to set aside, or nothing.
   */
  handle(records: BusRecord[], tx: EntityManager): Promise<Poison[] | void>;
}

export interface SubscriptionHealth {
  group: string;
  topic: string;
  /** Joined and able to read. */
  joined: boolean;
  /** Why the group stands still until an operator acts (a defect, a gap in the log, too much poison); null when it does not. */
  halted: string | null;
  /** Records not yet handled, over all partitions. */
  lag: number;
  /** When a batch was last committed, or the end of the log last seen; epoch ms. */
  progressAt: number;
  /** Age in ms of the oldest record not yet handled; 0 without lag. */
  oldestMs: number;
  handled: number;
  deadLettered: number;
}

export interface BusHealth {
  /** The store answers. */
  reachable: boolean;
  detail: string;
  subscriptions: SubscriptionHealth[];
}

/** The store cannot take messages now; nothing was written, or nobody knows (`unknown`). */
export class BusUnavailableError extends Error {
  override readonly name = 'BusUnavailableError';

  constructor(
    message: string,
    readonly outcome: 'not_written' | 'unknown',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * The one port through which services talk. Delivery is at least once; effects are exactly once, because a group's offset
 * is locked first and committed in the transaction of the effect (reliability.md 4.3).
 */
export abstract class EventBus {
  /**
   * Appends in the caller's transaction: the messages exist exactly if it commits. Keeps order per key. Takes whatever a log
   * may hold, so that a dead letter can be published again byte by byte.
   * Not within a savepoint that may be rolled back to: readers are told at the commit how far the log goes, and a log that ends
   * before that looks as if records had been deleted unread.
   */
  abstract publish(messages: readonly StoredMessage[], tx: EntityManager): Promise<void>;

  /**
   * Appends durably, outside any transaction: resolves after the COMMIT or the broker's acks=all. Concurrent calls are
   * gathered into one write (adaptive linger). Keeps order per key for calls that follow one another.
   * @throws BusUnavailableError
   */
  abstract append(messages: readonly OutgoingMessage[]): Promise<void>;

  /** Registers a consumer; it runs from `start` on. One handler per group and topic. */
  abstract subscribe(subscription: Subscription): void;

  abstract start(): Promise<void>;

  /** Finishes the transactions in hand, takes no more, leaves the groups. */
  abstract stop(): Promise<void>;

  abstract health(): Promise<BusHealth>;
}
