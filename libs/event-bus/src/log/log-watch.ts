import type { Database } from '@rapport/database';
import { messageOf, pause } from '@rapport/kernel';
import type { BusLog } from '../bus-log.js';
import type { LogHead } from '../consume/log-source.js';
import { listenerLock, notifyChannel, NotifyListener } from './notify-listener.js';

/** A NOTIFY in every transaction would halve the commits (performance.md 3.4): at most one in this many milliseconds. */
const notifyEveryMs = 5;
const pollEveryMs = 1_000;
/** PostgreSQL refuses a payload of 8,000 bytes or more. */
const maximumPayload = 7_000;

/**
 * Tells consumers that there is something to read: by a signal inside the process after a commit, by a coalesced NOTIFY to
 * other processes, and by a slow poll behind both. All three are hints; only the tables count.
 */
export class LogWatch {
  private readonly heads = new Map<string, bigint>();
  private readonly listeners = new Set<(head: LogHead) => void>();
  private readonly unsent = new Map<string, LogHead>();
  private readonly stopping = new AbortController();
  private sending = false;
  private hasAudience: boolean;
  private readonly listener: NotifyListener;
  private loop: Promise<void> | undefined;
  reachable = true;

  constructor(
    private readonly database: Database,
    private readonly log: BusLog,
    /** Without, this process neither tells others nor hears them: each relays what it published itself, and polls for the rest. */
    private readonly options: { notify: boolean },
  ) {
    this.hasAudience = options.notify;
    this.listener = new NotifyListener(database, (payload) => this.heard(payload));
  }

  headOf(topic: string, partition: number): bigint {
    return this.heads.get(`${topic}/${partition}`) ?? 0n;
  }

  onHead(listener: (head: LogHead) => void): void {
    this.listeners.add(listener);
  }

  /** Called after a commit of this process. */
  committed(heads: readonly LogHead[]): void {
    for (const head of heads) {
      this.unsent.set(`${head.topic}/${head.partition}`, head);
      this.see(head);
    }
    if (!this.sending && this.hasAudience) void this.notifyOthers();
    else if (!this.hasAudience) this.unsent.clear();
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.listener.close();
  }

  private see(head: LogHead): void {
    const name = `${head.topic}/${head.partition}`;
    if (head.next > (this.heads.get(name) ?? -1n)) this.heads.set(name, head.next);
    for (const listener of this.listeners) listener(head);
  }

  private async notifyOthers(): Promise<void> {
    this.sending = true;
    try {
      while (this.unsent.size > 0 && !this.stopping.signal.aborted) {
        await this.database.dataSource.query('SELECT pg_notify($1, $2)', [notifyChannel, this.takePayload()]);
        await pause(notifyEveryMs, this.stopping.signal);
      }
    } catch (error) {
      this.unsent.clear();
      this.log.warn({ reason: messageOf(error) }, 'bus.notify_failed');
    } finally {
      this.sending = false;
    }
  }

  private takePayload(): string {
    let payload = '';
    for (const [name, head] of this.unsent) {
      const line = `${head.topic} ${head.partition} ${head.next}\n`;
      if (payload.length + line.length > maximumPayload) break;
      payload += line;
      this.unsent.delete(name);
    }
    return payload;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        if (this.options.notify) await this.listener.open();
        await this.poll();
        if (!this.reachable) this.log.info({}, 'bus.store_reachable');
        this.reachable = true;
      } catch (error) {
        if (this.reachable) this.log.warn({ reason: messageOf(error) }, 'bus.store_unreachable');
        this.reachable = false;
        await this.listener.close();
      }
      await pause(pollEveryMs, this.stopping.signal);
    }
  }

  private heard(payload: string): void {
    for (const line of payload.split('\n')) {
      const [topic, partition, next] = line.split(' ');
      if (topic && partition && next) this.see({ topic, partition: Number(partition), next: BigInt(next) });
    }
  }

  private async poll(): Promise<void> {
    const rows = await this.database.dataSource.query<PollRow[]>(pollStatement, [listenerLock]);
    this.hasAudience = Number(rows[0]?.listeners ?? 0) > 1;
    for (const { topic, partition, next } of rows) {
      if (topic !== null) this.see({ topic, partition, next: BigInt(next) });
    }
  }
}

interface PollRow {
  listeners: string;
  topic: string | null;
  partition: number;
  next: string;
}

/** An advisory lock on one bigint shows its halves in classid and objid, and objsubid 1. */
const pollStatement = `
  SELECT l.listeners, p.topic, p.partition, p.next_offset AS next
  FROM (
    SELECT count(*) AS listeners FROM pg_locks
    WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32) + objid::bigint = $1
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  ) l LEFT JOIN bus.partitions p ON true`;
