import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../../../scripts/kafka-broker.mjs';
import startPostgres from './global-setup.mjs';

/** One PostgreSQL and one real Kafka for the whole run; `TEST_KAFKA_BROKERS` names a Kafka of your own. */
export default async function globalSetup() {
  await startPostgres();
  if (process.env.TEST_KAFKA_BROKERS) return;
  const dataDir = mkdtempSync(join(tmpdir(), 'rapport-kafka-'));
  globalThis.rapportTestKafka = { broker: await startKafka({ root: process.cwd(), dataDir }), dataDir };
  process.env.TEST_KAFKA_BROKERS = globalThis.rapportTestKafka.broker.address;
}
