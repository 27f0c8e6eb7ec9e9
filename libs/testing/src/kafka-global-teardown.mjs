import { rmSync } from 'node:fs';
import stopPostgres from './global-teardown.mjs';

export default async function globalTeardown() {
  for (const { broker, dataDir } of globalThis.rapportTestKafkas ?? []) {
    await broker.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  await stopPostgres();
}
