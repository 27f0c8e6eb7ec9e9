import { rmSync } from 'node:fs';

export default async function globalTeardown() {
  const server = globalThis.rapportTestServer;
  if (!server) return;
  await server.stop();
  rmSync(server.folder, { recursive: true, force: true });
}
