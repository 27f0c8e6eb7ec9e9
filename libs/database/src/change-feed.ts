import { Client } from 'pg';

const reconnectMs = 1_000;
/** Behind the notifications: a lost one costs this much at most. */
const slowPollMs = 10_000;

/**
 * Tells what changed in a schema, on every process, a few milliseconds after the commit: PostgreSQL's NOTIFY on one
 * connection of its own, and a slow poll behind it. After a lost connection everything counts as changed. `Subject` is what
 * the payload of a notification may say.
 */
export class ChangeFeed<Subject extends string> {
  private readonly listeners = new Set<(subject: Subject | 'any') => void>();
  private client: Client | undefined;
  private timer: NodeJS.Timeout | undefined;
  private reconnecting: NodeJS.Timeout | undefined;
  private start: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
  ) {}

  /** Resolves once no later change can be missed; whoever keeps a copy reads it after that. */
  listening(): Promise<void> {
    this.start ??= this.listen().then(
      () => {
        this.timer = setInterval(() => this.tell('any'), slowPollMs);
        this.timer.unref();
      },
      (error: unknown) => {
        // The next caller tries again; nobody else does.
        clearTimeout(this.reconnecting);
        this.reconnecting = undefined;
        this.client = undefined;
        this.start = undefined;
        throw error;
      },
    );
    return this.start;
  }

  onChange(listener: (subject: Subject | 'any') => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    clearTimeout(this.reconnecting);
    await this.client?.end().catch(() => undefined);
  }

  private async listen(): Promise<void> {
    const name = `${this.channel.replaceAll('_', ' ')} changes`;
    const client = new Client({ connectionString: this.url, application_name: name });
    this.client = client;
    client.on('notification', ({ payload }) => this.tell((payload ?? 'any') as Subject | 'any'));
    client.on('error', () => this.reconnectSoon(client));
    client.on('end', () => this.reconnectSoon(client));
    await client.connect();
    await client.query(`LISTEN ${this.channel}`);
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

  private tell(subject: Subject | 'any'): void {
    for (const listener of this.listeners) listener(subject);
  }
}
