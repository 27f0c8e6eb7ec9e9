import { CompressionTypes, Kafka, logLevel } from 'kafkajs';
import { cpuOf } from '../harness/cpu.js';
import type { Probe } from './probe.js';

/** Produces the same bytes, 500 a send, acks from all, and consumes them; the broker's CPU is counted. */
export const kafkaProbe: Probe = {
  name: 'L-kafka',
  does: 'produces the events, one record each, 500 a send, acks=all, and consumes them',
  run: async ({ kafka: broker, events }) => {
    if (!broker) throw new Error('L-kafka needs --bus kafka');
    const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
    const topic = `probe-${process.hrtime.bigint()}`;
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions: 8 }] });
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
    await producer.connect();
    const texts = events.map((event) => JSON.stringify(event));
    const before = cpuOf([process.pid, broker.pid]);
    for (let first = 0; first < texts.length; first += 500) {
      const messages = texts
        .slice(first, first + 500)
        .map((value, i) => ({ key: String(first + i), value, partition: i % 8 }));
      await producer.send({ topic, messages, acks: -1, compression: CompressionTypes.None });
    }
    await consumeAll(kafka, topic, texts.length);
    const used = cpuOf([process.pid, broker.pid]) - before;
    await producer.disconnect();
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
    return used / events.length;
  },
};

async function consumeAll(kafka: Kafka, topic: string, count: number): Promise<void> {
  const consumer = kafka.consumer({ groupId: `probe-${topic}` });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  let seen = 0;
  await new Promise<void>((resolve) => {
    void consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const message of batch.messages) if (message.value) JSON.parse(message.value.toString('utf8'));
        seen += batch.messages.length;
        if (seen >= count) resolve();
      },
    });
  });
  await consumer.disconnect();
}
