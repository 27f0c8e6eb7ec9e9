import { hostname } from 'node:os';
import { topicRegistry, topics as topicNames } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import { type Clock, newId } from '@rapport/kernel';
import type { BusLog } from './bus-log.js';
import type { BusParts } from './bus-parts.js';
import type { EventBus } from './event-bus.js';
import { type BusTopic, TopicCatalog } from './topic-catalog.js';

export interface EventBusOptions {
  kind: 'embedded' | 'kafka' | 'memory';
  /** A pool whose role may use the schema `bus`; appends, wake-ups, retention and the relay run on it. Unused by `memory`. */
  database: Database;
  /** `host:port` each; only for `kafka`. */
  brokers?: readonly string[];
  clock: Clock;
  log: BusLog;
  /** A consumer died for good: the process must end with `exitCode` (70), so that whoever supervises it starts it again. */
  onFatal: (error: Error, exitCode: number) => void;
  /** Default: the topic registry of the contracts. */
  topics?: readonly BusTopic[];
  /** One of `topics`; default `rapport.dead-letters.v1`. */
  deadLetterTopic?: string;
  /** Days that the log tables keep what every group has handled; default 7. */
  retentionDays?: number;
  /** Longest time a handler may take for one chunk; default 45 s. */
  handlerLimitMs?: number;
}

/** Builds the bus of this process; nothing runs before `start`. The one place that knows which adapters there are. */
export async function createEventBus(options: EventBusOptions): Promise<EventBus> {
  const { kind, topics = topicRegistry, deadLetterTopic = topicNames.deadLetters, ...rest } = options;
  const parts: BusParts = {
    ...rest,
    catalog: new TopicCatalog(topics, deadLetterTopic),
    owner: `${hostname()}/${process.pid}/${newId()}`,
    retentionDays: options.retentionDays ?? 7,
  };
  switch (kind) {
    case 'embedded': {
      const { EmbeddedEventBus } = await import('./adapters/embedded/embedded-event-bus.js');
      return new EmbeddedEventBus(parts);
    }
    case 'memory': {
      const { MemoryEventBus } = await import('./adapters/memory/memory-event-bus.js');
      return new MemoryEventBus(parts);
    }
    case 'kafka': {
      const { KafkaEventBus } = await import('./adapters/kafka/kafka-event-bus.js');
      return new KafkaEventBus({ ...parts, brokers: options.brokers ?? [] });
    }
  }
}
