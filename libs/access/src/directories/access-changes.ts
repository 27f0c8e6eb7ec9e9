import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DATABASE_URL } from '@rapport/database';
import { Client } from 'pg';

const channel = 'rapport_access';
const reconnectMs = 1_000;
/** Behind the notifications: a lost one costs this much at most. */
const slowPollMs = 10_000;

export type AccessTable = 'workspaces' | 'sources' | 'write_keys' | 'api_keys' | 'sessions';
type Listener = (table: AccessTable | 'any') => void;

/**
 * Tells what changed in the schema `access`, on every process, a few milliseconds after the commit: PostgreSQL's NOTIFY on
 * one connection of its own, and a slow poll behind it. After a lost connection everything counts as changed.
 */
@Injectable()
export class AccessChanges implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners = new Set<Listener>();
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reconnecting: NodeJS.Timeout | undefined;
  private start: Promise<void> | undefined;
  private stopped = false;

  constructor(@Inject(DATABASE_URL) private readonly url: string) {}

  async onModuleInit(): Promise<void> {
    await this.listening();
  }

  /** Resolves once no later change can be missed; whoever keeps a copy reads it after that. */
  listening(): Promise<void> {
    this.start ??= this.listen().then(() => {
      this.timer = setInterval(() => this.tell('any'), slowPollMs);
      this.timer.unref();
    });
    return this.start;
  }

  onChange(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async listen(): Promise<void> {
    const client = new Client({ connectionString: this.url, application_name: 'rapport access changes' });
    this.client = client;
    client.on('notification', ({ payload }) => this.tell((payload ?? 'any') as AccessTable));
    client.on('error', () => this.reconnectSoon(client));
    client.on('end', () => this.reconnectSoon(client));
    await client.connect();
    await client.query(`LISTEN ${channel}`);
  }

  private reconnectSoon(lost: Client): void {
    if (this.stopped || lost !== this.client || this.reconnecting) return;
    this.reconnecting = setTimeout(() => {
      this.reconnecting = undefined;
      lost.removeAllListeners();
      lost.on('error', () => undefined);
      void lost.end().catch(() => undefined);
      this.listen().then(
        () => this.tell('any'),
        () => this.client && this.reconnectSoon(this.client),
      );
    }, reconnectMs);
  }

  private tell(table: AccessTable | 'any'): void {
    for (const listener of this.listeners) listener(table);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.reconnecting);
    await this.client?.end().catch(() => undefined);
  }
}
