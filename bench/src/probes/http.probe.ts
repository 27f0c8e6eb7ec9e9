import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cpuOf } from '../harness/cpu.js';
import { freePort } from '../harness/system.js';
import { batchBodies, load } from '../load/load-process.js';
import type { Probe } from './probe.js';

/** Nest on Fastify with a raw body and no work, in a process of its own. */
export function httpProbe(perRequest: number, connections: number): Probe {
  return {
    name: `L-http/${perRequest}`,
    does: `receives ${perRequest} events a request over ${connections} connections and answers`,
    run: async ({ events }) => {
      const port = await freePort();
      const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-server.js'), String(port)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      const pid = child.pid ?? 0;
      const send = (bodies: string[]) =>
        load({ url: `http://127.0.0.1:${port}/v1/batch`, writeKey: 'wk_none', connections, bodies });
      await send(batchBodies(events.slice(0, Math.ceil(events.length / 10)), perRequest));
      const before = cpuOf([pid]);
      await send(batchBodies(events, perRequest));
      const used = cpuOf([pid]) - before;
      child.kill('SIGKILL');
      return used / events.length;
    },
  };
}
