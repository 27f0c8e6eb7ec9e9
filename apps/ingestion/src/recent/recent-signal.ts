import type { OnApplicationShutdown } from '@nestjs/common';
import { ChangeFeed } from '@rapport/database';
import type { Database } from '@rapport/database';
import { newId } from '@rapport/kernel';

const channel = 'rapport_recent';
/** A NOTIFY takes a lock over all databases at its commit: one for all chunks of so many ms, and never in a consumer's transaction. */
const announceEveryMs = 50;
/** PostgreSQL takes a payload below 8,000 bytes. */
const mostNamed = 200;

/**
 * Tells streams that rows were added, those of this process at once and those of other instances by NOTIFY. Only a hint:
 * streams also look by themselves, seldom.
 */
export class RecentSignal implements OnApplicationShutdown {
  private readonly instance = newId();
  private readonly sleepers = new Map<string, Set<() => void>>();
  private readonly wakes = new Map<string, number>();
  private wakesOfAll = 0;
  private readonly changes: ChangeFeed<string>;
  private readonly unannounced = new Set<string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Pick<Database, 'query'>,
    url: string,
  ) {
    this.changes = new ChangeFeed<string>(url, channel);
    this.changes.onChange((payload) => this.hear(payload));
  }

  /** Resolves once what other instances tell is heard; opens a connection of its own at the first call. */
  listening(): Promise<void> {
    return this.changes.listening();
  }

  /** Rows of these workspaces were committed. */
  wake(workspaceIds: Iterable<string>): void {
    for (const id of workspaceIds) {
      this.wakeOne(id);
      this.unannounced.add(id);
    }
    this.timer ??= setTimeout(() => void this.announce(), announceEveryMs).unref();
  }

  /** How often the workspace was woken: to be asked before a look, so that what comes during it does not go unheard. */
  wakesOf(workspaceId: string): number {
    return this.wakesOfAll + (this.wakes.get(workspaceId) ?? 0);
  }

  /** Resolves at the next wake-up of the workspace after `since`, which may have come already, after `ms`, or at `abort`. */
  wait(workspaceId: string, since: number, ms: number, abort: AbortSignal): Promise<void> {
    if (this.wakesOf(workspaceId) !== since) return Promise.resolve();
    return new Promise((resolve) => {
      const sleepers = this.sleepers.get(workspaceId) ?? new Set();
      this.sleepers.set(workspaceId, sleepers);
      const done = (): void => {
        clearTimeout(timer);
        sleepers.delete(done);
        if (sleepers.size === 0) this.sleepers.delete(workspaceId);
        abort.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      sleepers.add(done);
      abort.addEventListener('abort', done, { once: true });
      if (abort.aborted) done();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.changes.stop();
  }

  private async announce(): Promise<void> {
    this.timer = undefined;
    const named = this.unannounced.size > mostNamed ? 'any' : [...this.unannounced].join(' ');
    this.unannounced.clear();
    await this.database
      .query('SELECT pg_notify($1, $2)', [channel, `${this.instance} ${named}`])
      // Whoever does not hear looks.
      .catch(() => undefined);
  }

  private hear(payload: string): void {
    const [teller, ...named] = payload.split(' ');
    if (teller === this.instance) return;
    if (named.length > 0 && named[0] !== 'any') {
      for (const id of named) this.wakeOne(id);
      return;
    }
    this.wakesOfAll++;
    for (const id of [...this.sleepers.keys()]) this.rouse(id);
  }

  private wakeOne(workspaceId: string): void {
    this.wakes.set(workspaceId, (this.wakes.get(workspaceId) ?? 0) + 1);
    this.rouse(workspaceId);
  }

  private rouse(workspaceId: string): void {
    for (const sleeper of [...(this.sleepers.get(workspaceId) ?? [])]) sleeper();
  }
}
