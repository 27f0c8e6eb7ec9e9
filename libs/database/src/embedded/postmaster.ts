import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What `postmaster.pid` says of a server that runs, or ran, on a cluster. */
export interface Postmaster {
  pid: number;
  port: number;
}

const fileName = 'postmaster.pid';

/** The server that holds `cluster`, if one is alive: left behind by a Rapport that was killed. */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const file = join(cluster, fileName);
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const postmaster = { pid: Number(lines[0]), port: Number(lines[3]) };
  if (isAlive(postmaster.pid)) return postmaster;
  // PostgreSQL takes a zombie for alive and refuses to start; its shared-memory check still protects the data.
  if (isZombie(postmaster.pid)) rmSync(file);
  return undefined;
}

export function hasPostmasterFile(cluster: string): boolean {
  return existsSync(join(cluster, fileName));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && /^State:\s+Z/m.test(readFileSync(status, 'utf8'));
}
