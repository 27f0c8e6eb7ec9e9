import type { Database } from '@rapport/database';
import type { QueryRunner } from 'typeorm';

export const notifyChannel = 'rapport_bus';

/** Shared by every process that listens: who holds it alone has nobody to notify. */
export const listenerLock = 7_270_676_811;

interface NotifyingClient {
  on(event: 'notification', listener: (message: { payload?: string }) => void): void;
  removeAllListeners(event: 'notification'): void;
}

/** Keeps one connection of the pool for LISTEN. */
export class NotifyListener {
  private runner: QueryRunner | undefined;
  private client: NotifyingClient | undefined;

  constructor(
    private readonly database: Database,
    private readonly heard: (payload: string) => void,
  ) {}

  /** Opens the connection, or a new one when the last broke. */
  async open(): Promise<void> {
    if (this.runner && !this.runner.isReleased) return;
    this.runner = this.database.dataSource.createQueryRunner();
    this.client = (await this.runner.connect()) as NotifyingClient;
    this.client.on('notification', ({ payload }) => this.heard(payload ?? ''));
    await this.runner.query(`LISTEN ${notifyChannel}`);
    await this.runner.query('SELECT pg_advisory_lock_shared($1)', [listenerLock]);
  }

  /** Gives the connection back as it was. Never rejects. */
  async close(): Promise<void> {
    const { runner, client } = this;
    this.runner = undefined;
    this.client = undefined;
    if (!runner || runner.isReleased) return;
    client?.removeAllListeners('notification');
    try {
      await runner.query(`UNLISTEN *`);
      await runner.query('SELECT pg_advisory_unlock_all()');
    } catch {
      // The connection is broken: the pool throws it away, and the server forgets both.
    } finally {
      await runner.release();
    }
  }
}
