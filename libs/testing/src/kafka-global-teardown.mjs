import { rmSync } from 'node:fs';
import stopPostgres from './global-teardown.mjs';

export default async function globalTeardown() {
  const kafka = globalThis.rapportTestKafka;
  await kafka?.broker.stop();
  if (kafka) rmSync(kafka.dataDir, { recursive: true, force: true });
  await stopPostgres();
}
