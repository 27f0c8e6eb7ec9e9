import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU in ticks of 1/100 s. */
const microsecondsPerTick = 10_000;

interface ProcessStat {
  parent: number;
  /** Ticks of the process and of the children that it has reaped. */
  ticks: number;
}

function statOf(pid: number): ProcessStat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15).map(Number);
    return { parent: Number(fields[1]), ticks: utime + stime + cutime + cstime };
  } catch {
    return undefined;
  }
}

/**
 * CPU that the processes and all their descendants have used, in microseconds. A PostgreSQL backend that ended is counted by
 * its postmaster, which reaps it.
 */
export function cpuOf(pids: readonly number[]): number {
  const all = new Map<number, ProcessStat>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    if (stat) all.set(Number(name), stat);
  }
  const roots = new Set(pids);
  let ticks = 0;
  for (const [pid, stat] of all) {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = all.get(at)?.parent) {
      if (roots.has(at)) {
        ticks += stat.ticks;
        break;
      }
    }
  }
  return ticks * microsecondsPerTick;
}

/** CPU that the whole machine has used, in microseconds. */
export function machineCpu(): number {
  const fields = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/).slice(1).map(Number) ?? [];
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = fields;
  return (user + nice + system + irq + softirq) * microsecondsPerTick;
}

/** Resident memory of one process in MB. */
export function residentMb(pid: number): number {
  const match = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(match?.[1] ?? 0) / 1024);
}
