import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startKafka } from '../../../scripts/kafka-broker.mjs';
import startPostgres from './global-setup.mjs';

/**
 * One PostgreSQL and two real Kafkas for the whole run. The clients of the second are sent to another port, on which one spec
 * puts a proxy that loses answers: `TEST_KAFKA_PROXIED` is `<port of the broker>:<port of the proxy>`.
 */
export default async function globalSetup() {
  await startPostgres();
  const advertisedPort = await freePort();
  const [plain, proxied] = await Promise.all([start(), start(advertisedPort)]);
  globalThis.rapportTestKafkas = [plain, proxied];
  process.env.TEST_KAFKA_BROKERS = plain.broker.address;
  process.env.TEST_KAFKA_PROXIED = `${proxied.broker.port}:${advertisedPort}`;
}

async function start(advertisedPort) {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapport-kafka-'));
  return { dataDir, broker: await startKafka({ root: process.cwd(), dataDir, advertisedPort }) };
}
