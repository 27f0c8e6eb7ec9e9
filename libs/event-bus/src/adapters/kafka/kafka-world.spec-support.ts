import type { Database } from '@rapport/database';
import { newId, systemClock } from '@rapport/kernel';
import { type ITopicConfig, Kafka, logLevel } from 'kafkajs';
import type { BusLog } from '../../bus-log.js';
import { silentLog } from '../../bus-database.spec-support.js';
import { partitionOf } from '../../partition-of.js';
import { TopicCatalog } from '../../topic-catalog.js';
import { isProduce, TcpProxy } from '../../tcp-proxy.spec-support.js';
import type { KafkaPatience } from './kafka-client.js';
import { KafkaEventBus } from './kafka-event-bus.js';

export const deadLetterTopic = 'rapport.test-letters.v1';
export const partitions = 4;
export const impatient: KafkaPatience = { requestTimeoutMs: 2_000, sessionTimeoutMs: 6_000 };

export interface KafkaBusSettings {
  brokers: string;
  database: Database;
  topic: string;
  handlerLimitMs?: number;
  log?: BusLog;
  onFatal?(error: Error, exitCode: number): void;
}

/** A Kafka bus with one topic of a test, and that of the dead letters. */
export function kafkaBus(settings: KafkaBusSettings): KafkaEventBus {
  const { brokers, database, topic, handlerLimitMs } = settings;
  return new KafkaEventBus({
    database,
    brokers: [brokers],
    catalog: new TopicCatalog(
      [topic, deadLetterTopic].map((name) => ({ name, partitions })),
      deadLetterTopic,
    ),
    clock: systemClock,
    log: settings.log ?? silentLog,
    owner: newId(),
    retentionDays: 7,
    handlerLimitMs,
    onFatal: settings.onFatal ?? (() => undefined),
    patience: impatient,
  });
}

/** A client of the tests' own, that knows nothing of ours. */
export class KafkaHand {
  private readonly kafka: Kafka;

  constructor(brokers: string) {
    this.kafka = new Kafka({ clientId: 'test', brokers: [brokers], logLevel: logLevel.NOTHING });
  }

  async produce(topic: string, messages: { key: string; value: string | null }[]): Promise<void> {
    const producer = this.kafka.producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.send({
      topic,
      messages: messages.map((one) => ({ ...one, partition: partitionOf(one.key, partitions) })),
    });
    await producer.disconnect();
  }

  createTopic(config: ITopicConfig): Promise<unknown> {
    return this.administer((admin) => admin.createTopics({ topics: [config], waitForLeaders: true }));
  }

  deleteTopic(topic: string): Promise<unknown> {
    return this.administer((admin) => admin.deleteTopics({ topics: [topic] }));
  }

  /** Deletes the records of a partition before `offset`. */
  truncate(topic: string, partition: number, offset: string): Promise<unknown> {
    return this.administer(async (admin) => {
      // kafkajs deletes only where it has already learned who leads.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset }] });
    });
  }

  private async administer<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }
}

export function testBrokers(): string {
  const brokers = process.env.TEST_KAFKA_BROKERS;
  if (!brokers) throw new Error('TEST_KAFKA_BROKERS is not set: run these through npm run test:kafka');
  return brokers;
}

/** A broker whose clients go through a proxy; one spec at a time. */
export async function proxiedKafka(): Promise<{ brokers: string; proxy: TcpProxy }> {
  const [broker, port] = (process.env.TEST_KAFKA_PROXIED ?? '').split(':').map(Number);
  if (!broker || !port)
    throw new Error('TEST_KAFKA_PROXIED is not set: run these through npm run test:kafka');
  const proxy = new TcpProxy(isProduce, broker);
  await proxy.listen(port);
  return { brokers: `127.0.0.1:${port}`, proxy };
}
