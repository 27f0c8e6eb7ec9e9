import { StartError } from '@rapport/kernel';
import type { Kafka } from 'kafkajs';
import type { TopicCatalog } from '../../topic-catalog.js';

const dayMs = 24 * 60 * 60 * 1000;
const defaultRetentionDays = 7;
const maximumMessageBytes = 1_048_588;

/**
 * Creates the topics that are missing. A topic with another number of partitions than the registry's is refused: the partition
 * of a key would not be the one that other processes use.
 */
export async function ensureTopics(kafka: Kafka, catalog: TopicCatalog): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = catalog.topics.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) {
      const { brokers } = await admin.describeCluster();
      const replicationFactor = Math.min(3, brokers.length);
      await admin.createTopics({
        waitForLeaders: true,
        topics: missing.map(({ name, partitions, retentionDays = defaultRetentionDays }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor,
          configEntries: configOf(name === catalog.deadLetterTopic, retentionDays, replicationFactor),
        })),
      });
    }
    const { topics } = await admin.fetchTopicMetadata({ topics: catalog.topics.map(({ name }) => name) });
    for (const { name, partitions } of topics) {
      const expected = catalog.partitionsOf(name);
      if (partitions.length === expected) continue;
      throw new StartError(
        `The Kafka topic ${name} has ${partitions.length} partitions, Rapport needs exactly ${expected}. ` +
          `Recreate the topic, or let Rapport create it.`,
      );
    }
  } finally {
    await admin.disconnect();
  }
}

function configOf(
  isDeadLetters: boolean,
  retentionDays: number,
  replicationFactor: number,
): { name: string; value: string }[] {
  return [
    { name: 'retention.ms', value: String(retentionDays * dayMs) },
    {
      name: 'max.message.bytes',
      value: String(isDeadLetters ? 2 * maximumMessageBytes : maximumMessageBytes),
    },
    { name: 'min.insync.replicas', value: replicationFactor >= 3 ? '2' : '1' },
  ];
}
