import type { Database } from '@rapport/database';
import type { Clock } from '@rapport/kernel';
import { topicRegistry } from '@rapport/contracts';
import type { EventBus } from './event-bus.js';

/** What the bus needs of a logger; pino's has it. An event name and fields, never a value or a key of a record. */
export interface BusLog {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

/** A topic and its fixed number of partitions. */
export interface BusTopic {
  name: string;
  partitions: number;
}

export interface EventBusOptions {
  kind: 'embedded' | 'kafka' | 'memory';
  /** A pool whose role may use the schema `bus`; appends, wake-ups, retention and the relay run on it. Unused by `memory`. */
  database: Database;
  /** `host:port` each; only for `kafka`. */
  brokers?: readonly string[];
  clock: Clock;
  log: BusLog;
  /** A consumer died for good: the process must end with `exitCode` (70), so that whoever supervises it starts it again. */
  onFatal(error: Error, exitCode: number): void;
  /** Default: the topic registry of the contracts. */
  topics?: readonly BusTopic[];
  /** Days that the log tables keep what every group has handled; default 7. */
  retentionDays?: number;
}

/** Builds the bus of this process; nothing runs before `start`. The one place that knows which adapters there are. */
export async function createEventBus(options: EventBusOptions): Promise<EventBus> {
  const topics = options.topics ?? topicRegistry;
  throw new Error(`no adapter for ${options.kind} and ${topics.length} topics`);
}
