import { measured, totalCpu } from '../harness/measure.js';
import { quantile } from '../harness/statistics.js';
import { EventSource } from '../load/event-source.js';
import { batchBodies, load } from '../load/load-process.js';
import { httpProbe } from '../probes/http.probe.js';
import { kafkaProbe } from '../probes/kafka.probe.js';
import { parseProbe } from '../probes/parse.probe.js';
import { logProbe } from '../probes/table.probes.js';
import { handled, untilHandled } from './progress.js';
import { type RunContext, verify, type Workload } from './workload.js';

/** The edge's own consumer: what it has read back is in the log. */
const stored = ['rapport.ingestion.recent', 'rapport.events.v1'] as const;

interface Shape {
  id: string;
  title: string;
  perRequest: number;
  connections: number;
  events: Record<RunContext['size'], number>;
  targets: Workload['targets'];
}

/** Events to the answer that they are stored: the edge alone, its own consumer of recent events included. */
function ingestAck(shape: Shape): Workload {
  const { perRequest, connections } = shape;
  const eventsOf = (run: string, seed: number, count: number) => {
    const source = new EventSource({ run, seed, people: 100_000, identifyShare: 0 });
    return Array.from({ length: count }, (_, i) => source.event(i));
  };
  return {
    id: shape.id,
    title: shape.title,
    system: { parts: 'ingestion' },
    probes: (bus) => [
      httpProbe(perRequest, connections),
      parseProbe(perRequest),
      bus === 'kafka' ? kafkaProbe : logProbe,
    ],
    sample: () => eventsOf('sample', 7, shape.events.small),
    targets: shape.targets,
    run: async ({ system, run, seed, size }) => {
      const count = shape.events[size];
      const order = { url: `${system.ingestUrl}/v1/batch`, writeKey: system.writeKey, connections };
      const warm = eventsOf(`warm-${run}`, seed, Math.ceil(count / 10));
      const before = (await handled(system, ...stored)) + warm.length;
      await load({ ...order, bodies: batchBodies(warm, perRequest) });
      await untilHandled(system, ...stored, before);
      const bodies = batchBodies(eventsOf(run, seed + 1, count), perRequest);
      const { value: report, spent } = await measured(system, async () => {
        const answers = await load({ ...order, bodies });
        await untilHandled(system, ...stored, before + answers.answered * perRequest);
        return answers;
      });
      const kept = (await handled(system, ...stored)) - before;
      const checks = [
        verify('every request was answered with 200', report.refused === 0, `${report.refused} were not`),
        verify('stored = acknowledged', kept === count, `${kept} of ${count}`),
      ];
      return {
        checks,
        otherCores: spent.otherCores,
        cpuPerUnit: totalCpu(spent) / count,
        metrics: [
          { name: 'events/s', value: count / report.seconds, better: 'higher' },
          { name: 'request p50 ms', value: quantile(report.latencies, 0.5), better: 'lower' },
          { name: 'request p99 ms', value: quantile(report.latencies, 0.99), better: 'lower' },
          { name: 'statements/event', value: spent.statements / count, better: 'lower' },
          { name: 'WAL bytes/event', value: spent.walBytes / count, better: 'lower' },
        ],
      };
    },
  };
}

export const w1 = ingestAck({
  id: 'w1',
  title: 'ingest-ack: 20 events a request, 32 connections, to 200',
  perRequest: 20,
  connections: 32,
  events: { small: 40_000, full: 100_000 },
  targets: { 'events/s': { base: 30_000, ambitious: 50_000 }, ratio: { base: 2, ambitious: 1.5 } },
});

export const w1c = ingestAck({
  id: 'w1c',
  title: 'single: 1 event a request, 64 connections, keep-alive',
  perRequest: 1,
  connections: 64,
  events: { small: 20_000, full: 100_000 },
  targets: { 'events/s': { base: 10_000, ambitious: 15_000 }, ratio: { base: 3, ambitious: 2 } },
});
