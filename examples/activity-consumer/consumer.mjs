import { Kafka, logLevel } from 'kafkajs';
import { ChangeList } from './change-list.mjs';
import { readActivity } from './read-activity.mjs';

const { KAFKA_BROKERS = '127.0.0.1:9092', GROUP = 'example.activity', FILE = 'changes.ndjson' } = process.env;
const topic = 'rapport.profile-activity.v1';

const changes = new ChangeList(FILE);
const kafka = new Kafka({ clientId: 'example', brokers: KAFKA_BROKERS.split(','), logLevel: logLevel.WARN });
const consumer = kafka.consumer({ groupId: GROUP });

// Kafka may give us a record again (we stopped before we committed, or its producer did): the id tells.
function newChangesIn(messages) {
  const found = new Map();
  for (const { offset, value } of messages) {
    const read = readActivity(value);
    if (read === null) continue;
    if ('skipped' in read) console.error(`offset ${offset}: ${read.skipped}`);
    else if (!changes.has(read.id)) found.set(read.id, read);
  }
  return [...found.values()];
}

// First the effect, then the offset: what is lost in between comes again, and is known by its id.
async function handle({ batch, resolveOffset, commitOffsetsIfNecessary, heartbeat, isRunning, isStale }) {
  if (!isRunning() || isStale()) return;
  const changed = newChangesIn(batch.messages);
  changes.add(changed);
  for (const { person, what } of changed) console.log(`${person} ${what}`);
  resolveOffset(batch.lastOffset());
  const offset = String(BigInt(batch.lastOffset()) + 1n);
  await commitOffsetsIfNecessary({
    topics: [{ topic, partitions: [{ partition: batch.partition, offset }] }],
  });
  await heartbeat();
}

async function stop() {
  await consumer.disconnect();
  changes.close();
}
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop());
// kafkajs gives up on what it takes for a defect: end, so that whoever supervises this process starts it again.
consumer.on(consumer.events.CRASH, ({ payload }) => {
  if (!payload.restart) process.exitCode = 1;
});

await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatchAutoResolve: false,
  partitionsConsumedConcurrently: 4,
  eachBatch: handle,
});
