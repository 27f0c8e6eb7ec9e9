import { resolve } from 'node:path';
import { startKafka } from './kafka-broker.mjs';

const root = resolve(import.meta.dirname, '..');
const { KAFKA_PORT, KAFKA_DATA_DIR = './data/kafka' } = process.env;

let stopping = false;
/** @type {import('./kafka-broker.mjs').KafkaBroker | undefined} */
let broker;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopping = true;
    void broker?.stop();
  });
}

try {
  const port = KAFKA_PORT ? Number(KAFKA_PORT) : undefined;
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Error('KAFKA_PORT must be a number from 1 to 65535.');
  }
  broker = await startKafka({ root, dataDir: resolve(root, KAFKA_DATA_DIR), port });
  if (stopping) void broker.stop();
  else console.log(`KAFKA_BROKERS=${broker.address}`);
  const code = await broker.exited;
  if (!stopping) {
    console.error(`Kafka ended by itself (exit code ${code}); see ${broker.logFile}.`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
