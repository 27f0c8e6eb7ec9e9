import { parseArgs } from 'node:util';
import { probes, suites, workloads } from './catalog.js';
import { type Gate, report } from './harness/report.js';
import { runWorkload, type Settings } from './harness/run-workload.js';
import { startSystem } from './harness/system.js';
import { EventSource } from './load/event-source.js';
import { closeSink } from './workloads/event-to-mail.js';
import { IncorrectRun } from './workloads/workload.js';

const usage = `npm run bench -- list
npm run bench -- probe NAME [--bus embedded|kafka]
npm run bench -- WORKLOAD… | ingest | identity | suite [--bus embedded|kafka] [--size small|full] [--runs N] [--seed N]
Build first (npm run build). Exits with 1 when a check or a base target fails.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    bus: { type: 'string', default: 'embedded' },
    size: { type: 'string', default: 'small' },
    runs: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
  },
});
const settings: Settings = {
  bus: values.bus === 'kafka' ? 'kafka' : 'embedded',
  size: values.size === 'full' ? 'full' : 'small',
  runs: Number(values.runs),
  seed: Number(values.seed),
};

async function runAll(ids: readonly string[]): Promise<Gate[]> {
  const wanted = ids.flatMap((id) => suites[id] ?? [id]);
  const chosen = workloads.filter(({ id }) => wanted.includes(id));
  if (chosen.length === 0) throw new Error(usage);
  const gates: Gate[] = [];
  for (const workload of chosen) gates.push(...report(await runWorkload(workload, settings)));
  return gates;
}

async function runProbe(name: string | undefined): Promise<void> {
  const chosen = probes.find((probe) => probe.name === name);
  if (!chosen) throw new Error(`probes: ${probes.map((probe) => probe.name).join(', ')}`);
  const system = await startSystem({ bus: settings.bus, parts: 'ingestion' });
  const source = new EventSource({ run: 'probe', seed: settings.seed, people: 100_000, identifyShare: 0.1 });
  const events = Array.from({ length: 20_000 }, (_, i) => source.event(i));
  try {
    const context = { databaseUrl: system.databaseUrl, postgresPid: system.pids.postgres ?? 0, events };
    const used = await chosen.run({ ...context, ...(system.kafka && { kafka: system.kafka }) });
    console.log(`${chosen.name}: ${used.toFixed(2)} µs per event (${chosen.does})`);
  } finally {
    await system.stop();
  }
}

try {
  const [command = 'list', ...rest] = positionals;
  if (command === 'list') {
    for (const { id, title } of workloads) console.log(`${id.padEnd(6)} ${title}`);
    for (const { name, does } of probes) console.log(`probe  ${name.padEnd(12)} ${does}`);
  } else if (command === 'probe') {
    await runProbe(rest[0]);
  } else {
    const missed = (await runAll([command, ...rest])).filter((gate) => !gate.held);
    for (const { metric, value, base } of missed)
      console.log(`MISSED ${metric}: ${value.toFixed(2)}, base ${base}`);
    if (missed.length > 0) process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof IncorrectRun ? `WRONG: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  await closeSink();
}
