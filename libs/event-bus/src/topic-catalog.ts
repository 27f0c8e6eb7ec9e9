import type { StoredMessage } from './event-bus.js';
import { partitionOf } from './partition-of.js';

/** A topic and its fixed number of partitions. */
export interface BusTopic {
  name: string;
  partitions: number;
  /** How long Kafka keeps a record that everybody has read; default 7. */
  retentionDays?: number;
}

/** Messages of one partition, in the order in which they were given. */
export interface PartitionMessages {
  topic: string;
  partition: number;
  messages: StoredMessage[];
}

/** A message that no adapter can carry: a mistake of the caller, found before anything is written. */
export class UnsendableMessageError extends Error {}

/**
 * Largest value in UTF-8 bytes. A dead letter holds the original in base64, a third longer, and must itself be sendable:
 * 2 MiB is the `max.message.bytes` of that topic.
 */
export const maximumValueBytes = 700_000;
export const maximumDeadLetterBytes = 2_000_000;
const maximumKeyLength = 1_024;

/** The topics of this bus. Every message passes through here before it is written. */
export class TopicCatalog {
  private readonly partitionsByTopic: ReadonlyMap<string, number>;

  constructor(
    readonly topics: readonly BusTopic[],
    readonly deadLetterTopic: string,
  ) {
    this.partitionsByTopic = new Map(topics.map(({ name, partitions }) => [name, partitions]));
  }

  partitionsOf(topic: string): number {
    const partitions = this.partitionsByTopic.get(topic);
    if (partitions === undefined) throw new UnsendableMessageError(`unknown topic ${topic}`);
    return partitions;
  }

  /**
   * Groups messages by partition, sorted by topic and partition: everybody locks the counter rows in this order.
   * @throws UnsendableMessageError
   */
  route(messages: readonly StoredMessage[]): PartitionMessages[] {
    const groups = new Map<string, PartitionMessages>();
    for (const message of messages) {
      const partition = partitionOf(message.key, this.partitionsOf(message.topic));
      const name = `${message.topic}/${partition}`;
      const group = groups.get(name);
      if (group) group.messages.push(message);
      else groups.set(name, { topic: message.topic, partition, messages: [message] });
    }
    return [...groups.values()].sort((a, b) => compare(a.topic, b.topic) || a.partition - b.partition);
  }

  /** @throws UnsendableMessageError naming the topic and the rule, never the content */
  check(messages: readonly StoredMessage[]): void {
    for (const { topic, key, value } of messages) {
      this.partitionsOf(topic);
      const limit = topic === this.deadLetterTopic ? maximumDeadLetterBytes : maximumValueBytes;
      if (key === '' || key.length > maximumKeyLength) {
        throw new UnsendableMessageError(
          `a message for ${topic} has no key of 1 to ${maximumKeyLength} characters`,
        );
      }
      if (value !== null && value.length * 3 > limit && Buffer.byteLength(value) > limit) {
        throw new UnsendableMessageError(`a message for ${topic} is larger than ${limit} bytes`);
      }
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
