import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { limitOf, type Outcome } from './run-workload.js';
import { median } from './statistics.js';

export interface Gate {
  metric: string;
  value: number;
  base: number;
  held: boolean;
}

/** Prints the table of a workload and keeps every figure as JSON. @returns what was judged against the base targets */
export function report(outcome: Outcome, folder = join('data', 'bench')): Gate[] {
  const { workload, settings, environment, checks, runs, noisyRuns } = outcome;
  const named = Object.entries(environment).map(([name, value]) => `${name} ${value}`);
  console.log(`\n${workload.id} · ${workload.title}`);
  console.log(`bus=${settings.bus} · size ${settings.size} · seed ${settings.seed} · ${named.join(' · ')}`);
  console.log(`check   ${checks.join(' · ')}   ok`);
  const gates = rowsOf(outcome).map((row) => print(row, workload.targets[row.name]));
  for (const { name, values } of outcome.probes)
    console.log(`  limit  ${name.padEnd(24)} ${format(median(values))} µs`);
  const noisy = noisyRuns > runs.length / 2 ? '  INCONCLUSIVE: the machine was busy' : '';
  console.log(`runs ${runs.length}, noisy ${noisyRuns}${noisy}`);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${workload.id}-${settings.bus}-${settings.size}.json`);
  writeFileSync(
    file,
    JSON.stringify({ id: workload.id, settings, environment, runs, probes: outcome.probes }, null, 2),
  );
  return gates.filter((gate) => gate !== undefined);
}

interface Row {
  name: string;
  values: number[];
  better: 'higher' | 'lower';
}

function rowsOf({ runs, ...outcome }: Outcome): Row[] {
  const rows: Row[] = (runs[0]?.metrics ?? []).map(({ name, better }, i) => ({
    name,
    better,
    values: runs.map((run) => run.metrics[i]?.value ?? NaN),
  }));
  const cpu = runs.flatMap((run) => (run.cpuPerUnit === null ? [] : [run.cpuPerUnit]));
  if (cpu.length > 0) rows.push({ name: 'CPU µs', values: cpu, better: 'lower' });
  const limit = limitOf({ runs, ...outcome });
  if (limit !== null) {
    rows.push({ name: 'LIMIT µs', values: [limit], better: 'lower' });
    rows.push({ name: 'ratio', values: cpu.map((value) => value / limit), better: 'lower' });
  }
  return rows;
}

function print(row: Row, target?: { base: number; ambitious: number }): Gate | undefined {
  const value = median(row.values);
  const all = row.values.map(format).join(' ');
  const aims = target ? `base ${target.base} · ambitious ${target.ambitious}` : '';
  console.log(`  ${row.name.padEnd(24)} ${format(value).padStart(10)}   ${all.padEnd(40)} ${aims}`);
  if (!target) return undefined;
  const held = row.better === 'higher' ? value >= target.base : value <= target.base;
  return { metric: row.name, value, base: target.base, held };
}

function format(value: number): string {
  if (value >= 100) return Math.round(value).toString();
  return value >= 10 ? value.toFixed(1) : value.toFixed(3);
}
