import { cpuOf } from '../harness/cpu.js';
import { batchBodies } from '../load/load-process.js';
import type { Probe } from './probe.js';

/** JSON.parse of the request and JSON.stringify of each event: what any edge must do that stores what it accepts. */
export function parseProbe(perRequest: number): Probe {
  return {
    name: `L-parse/${perRequest}`,
    does: 'parses the same bodies and writes each event out again',
    run: ({ events }) => {
      const bodies = batchBodies(events, perRequest).map((body) => Buffer.from(body));
      const work = (): number => {
        let bytes = 0;
        for (const body of bodies) {
          const { batch } = JSON.parse(body.toString('utf8')) as { batch: unknown[] };
          for (const event of batch) bytes += JSON.stringify(event).length;
        }
        return bytes;
      };
      work();
      const before = cpuOf([process.pid]);
      const rounds = Math.max(1, Math.ceil(100_000 / events.length));
      for (let round = 0; round < rounds; round++) work();
      return Promise.resolve((cpuOf([process.pid]) - before) / (events.length * rounds));
    },
  };
}
