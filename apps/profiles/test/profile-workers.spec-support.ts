import type { Client } from 'pg';
import { freePort, ServiceProcess, until } from '@rapport/testing';

/** How long a worker that is to die may take to be found at work, before it dies idle. */
const caughtWithinMs = 2_000;

/** Processes of the built profiles service that share one database, are killed at random and started anew. */
export class ProfileWorkers {
  kills = 0;
  /** Of these, in the midst of a transaction that had written. */
  tornTransactions = 0;
  private readonly ready = new Set<ServiceProcess>();
  private readonly starting = new Set<Promise<void>>();
  private failure: unknown;

  private constructor(
    private readonly workers: ServiceProcess[],
    private readonly admin: Client,
  ) {}

  static async start(
    count: number,
    databaseUrl: string,
    settings: Record<string, string>,
    admin: Client,
  ): Promise<ProfileWorkers> {
    const workers: ServiceProcess[] = [];
    for (let n = 0; n < count; n++) {
      // PostgreSQL knows each by its port, so that the one at work can be found.
      const port = await freePort();
      const url = new URL(databaseUrl);
      url.searchParams.set('application_name', applicationOf(port));
      workers.push(new ServiceProcess('profiles', port, { ...settings, DATABASE_URL: url.href }));
    }
    const all = new ProfileWorkers(workers, admin);
    for (const worker of workers) all.revive(worker);
    await all.areReady(count);
    return all;
  }

  async areReady(count: number): Promise<void> {
    await until(`${count} workers are ready`, async () => {
      if (this.failure) throw new Error('a worker did not start', { cause: this.failure });
      return this.ready.size >= count ? true : undefined;
    });
  }

  /** SIGKILL to one that is in the midst of a transaction; to any, when all are idle. */
  async killOne(): Promise<ServiceProcess> {
    const deadline = Date.now() + caughtWithinMs;
    let victim: ServiceProcess | undefined;
    while (!victim && Date.now() < deadline) {
      const atWork = await this.atWork();
      victim = atWork[Math.floor(Math.random() * atWork.length)];
    }
    if (victim) this.tornTransactions++;
    const ready = [...this.ready];
    victim ??= ready[Math.floor(Math.random() * ready.length)];
    if (!victim) throw new Error('nobody is left to be killed');
    this.ready.delete(victim);
    await victim.kill();
    this.kills++;
    return victim;
  }

  /** Starts one anew; nobody waits for it. */
  revive(worker: ServiceProcess): void {
    const start = worker
      .start()
      .then(() => void this.ready.add(worker))
      .catch((error: unknown) => void (this.failure = error))
      .finally(() => this.starting.delete(start));
    this.starting.add(start);
  }

  /** @returns their exit codes */
  async stop(): Promise<(number | null)[]> {
    await Promise.all(this.starting);
    return Promise.all(this.workers.map((worker) => worker.stop()));
  }

  private async atWork(): Promise<ServiceProcess[]> {
    const { rows } = await this.admin.query<{ name: string }>(
      `SELECT DISTINCT application_name AS name FROM pg_stat_activity
       WHERE datname = current_database() AND backend_xid IS NOT NULL`,
    );
    const names = new Set(rows.map(({ name }) => name));
    return [...this.ready].filter(({ port }) => names.has(applicationOf(port)));
  }
}

function applicationOf(port: number): string {
  return `worker ${port}`;
}
