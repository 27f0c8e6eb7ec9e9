import { measured, type Spent } from '../harness/measure.js';
import type { System } from '../harness/system.js';
import { handled, untilHandled, untilTold } from '../workloads/progress.js';
import { verify } from '../workloads/workload.js';
import { batchBodies, load } from './load-process.js';

const apply = ['rapport.profiles.apply', 'rapport.events.v1'] as const;

/**
 * Sends events, 20 a request, and waits until they are in the profiles and messaging knows of them.
 * @returns what the product has spent meanwhile
 */
export async function applyEvents(
  system: System,
  writeKey: string,
  events: readonly object[],
  connections = 16,
): Promise<Spent> {
  const bodies = batchBodies(events, 20);
  const due = (await handled(system, ...apply)) + events.length;
  const { value, spent } = await measured(system, async () => {
    const report = await load({ url: `${system.ingestUrl}/v1/batch`, writeKey, connections, bodies });
    await untilHandled(system, ...apply, due);
    await untilTold(system);
    return report;
  });
  verify('every request was answered with 200', value.refused === 0, `${value.refused} were not`);
  return spent;
}
