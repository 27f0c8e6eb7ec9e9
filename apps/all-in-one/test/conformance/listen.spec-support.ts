import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a loopback port of the system's choice: one probed before may be taken by the time it is used. */
export function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
