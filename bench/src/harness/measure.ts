import { cpuOf, machineCpu } from './cpu.js';
import type { System } from './system.js';

/** Work done by a system over a span, counted, not timed. */
export interface Spent {
  seconds: number;
  /** Microseconds of CPU, by process name. */
  cpu: Record<string, number>;
  /** Cores used by anything that is neither the system nor this benchmark's generator. */
  otherCores: number;
  statements: number;
  commits: number;
  walBytes: number;
}

interface Counters {
  at: number;
  cpu: Record<string, number>;
  machine: number;
  own: number;
  statements: number;
  commits: number;
  walBytes: number;
}

async function countersOf(system: System): Promise<Counters> {
  const [row] = await system.query<{ statements: string; commits: string; wal: string }>(
    `SELECT (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements) AS statements,
            (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS commits,
            pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') AS wal`,
  );
  return {
    at: performance.now(),
    cpu: Object.fromEntries(Object.entries(system.pids).map(([name, pid]) => [name, cpuOf([pid])])),
    machine: machineCpu(),
    own: cpuOf([process.pid]),
    statements: Number(row?.statements),
    commits: Number(row?.commits),
    walBytes: Number(row?.wal),
  };
}

/** Runs `work` and says what the system spent on it. */
export async function measured<T>(
  system: System,
  work: () => Promise<T>,
): Promise<{ value: T; spent: Spent }> {
  const before = await countersOf(system);
  const value = await work();
  const after = await countersOf(system);
  const seconds = (after.at - before.at) / 1000;
  const cpu = Object.fromEntries(
    Object.keys(after.cpu).map((name) => [name, (after.cpu[name] ?? 0) - (before.cpu[name] ?? 0)]),
  );
  // Generator, services, server and broker all descend from this process.
  const ours = after.own - before.own;
  return {
    value,
    spent: {
      seconds,
      cpu,
      otherCores: Math.max(0, (after.machine - before.machine - ours) / 1e6 / seconds),
      statements: after.statements - before.statements,
      commits: after.commits - before.commits,
      walBytes: after.walBytes - before.walBytes,
    },
  };
}

export function totalCpu(spent: Spent): number {
  return Object.values(spent.cpu).reduce((sum, one) => sum + one, 0);
}
