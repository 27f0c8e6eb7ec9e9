import { availableParallelism, loadavg } from 'node:os';
import type { Probe } from '../probes/probe.js';
import type { RunResult, Workload } from '../workloads/workload.js';
import { median } from './statistics.js';
import { type BusKind, startSystem, type System } from './system.js';

export interface Settings {
  bus: BusKind;
  size: 'small' | 'full';
  runs: number;
  seed: number;
}

/** More of the machine in other hands than this, and a run is marked as noisy (performance.md 8.3). */
const quietBelowCores = 0.3;

export interface Outcome {
  workload: Workload;
  settings: Settings;
  environment: Record<string, string | number>;
  checks: string[];
  runs: RunResult[];
  /** Microseconds of CPU per event, every run. */
  probes: { name: string; values: number[] }[];
  noisyRuns: number;
}

/** Probes and workload in turn (L-U-L-U), in one sitting on one system. */
export async function runWorkload(workload: Workload, settings: Settings): Promise<Outcome> {
  const system = await startSystem({ ...workload.system, bus: settings.bus });
  try {
    const outcome: Outcome = {
      workload,
      settings,
      environment: await environmentOf(system),
      checks: [],
      runs: [],
      probes: workload.probes(settings.bus).map(({ name }) => ({ name, values: [] })),
      noisyRuns: 0,
    };
    const context = { system, seed: settings.seed, size: settings.size };
    await workload.prepare?.({ ...context, run: 'prepare' });
    for (let round = 1; round <= settings.runs; round++) {
      await probe(workload.probes(settings.bus), workload, system, outcome);
      const result = await workload.run({ ...context, run: `r${round}`, seed: settings.seed + round });
      outcome.runs.push(result);
      outcome.checks = result.checks;
      if (result.otherCores > quietBelowCores) outcome.noisyRuns++;
    }
    return outcome;
  } finally {
    await system.stop();
  }
}

async function probe(
  probes: readonly Probe[],
  workload: Workload,
  system: System,
  outcome: Outcome,
): Promise<void> {
  const events = workload.sample();
  const known = new Map<string, number>();
  for (const [index, one] of probes.entries()) {
    const value =
      known.get(one.name) ??
      (await one.run({
        databaseUrl: system.databaseUrl,
        postgresPid: system.pids.postgres ?? 0,
        events,
        ...(system.kafka && { kafka: system.kafka }),
      }));
    known.set(one.name, value);
    outcome.probes[index]?.values.push(value);
  }
}

async function environmentOf(system: System): Promise<Record<string, string | number>> {
  const [server] = await system.query<{ version: string; fsync: string; commit: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync,
            current_setting('synchronous_commit') AS commit`,
  );
  return {
    node: process.version,
    postgres: server?.version ?? '',
    fsync: server?.fsync ?? '',
    synchronous_commit: server?.commit ?? '',
    cores: availableParallelism(),
    load: Number(loadavg()[0]?.toFixed(2)),
  };
}

/** LIMIT: the sum of the probes' medians. */
export function limitOf(outcome: Outcome): number | null {
  if (outcome.probes.length === 0) return null;
  return outcome.probes.reduce((sum, { values }) => sum + median(values), 0);
}
