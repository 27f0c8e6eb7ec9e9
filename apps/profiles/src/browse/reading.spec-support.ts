import { type AcceptedEvent, headerNames, topics } from '@rapport/contracts';
import { type BusRecord, createEventBus } from '@rapport/event-bus';
import {
  anEvent,
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
  TopicWatch,
} from '@rapport/testing';
import { type Clock, systemClock } from '@rapport/kernel';
import { ApplyEvents } from '../apply/apply-events.usecase.js';
import { profilesMigrations } from '../persistence/migrations.js';
import { ProfilesModule } from '../profiles.module.js';

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  body: Body;
  headers: Record<string, unknown>;
}

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Profiles behind its doors, with events put in at once instead of by the bus. */
export class ReadingRoom {
  private offset = 0n;

  private constructor(
    readonly store: TestDatabase,
    readonly api: TestApp,
    private readonly watch: TopicWatch,
  ) {}

  static async open(clock: Clock = systemClock): Promise<ReadingRoom> {
    const store = await testDatabase({ owner: 'profiles', migrations: profilesMigrations });
    const onFatal = (error: Error): never => {
      throw error;
    };
    const database = await store.openAs('bus');
    const bus = await createEventBus({ kind: 'memory', database, clock, log, onFatal });
    const watch = new TopicWatch(bus, store.database, [topics.events, topics.profileActivity]);
    return new ReadingRoom(store, await testApp(store, [ProfilesModule], { clock, bus }), watch);
  }

  /** Events that were published and, by now, applied. */
  async published(): Promise<AcceptedEvent[]> {
    const deadline = Date.now() + 30_000;
    while ((await this.api.bus.health()).subscriptions.some(({ lag }) => lag > 0)) {
      if (Date.now() > deadline) throw new Error('the consumers do not catch up');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.watch.of(topics.events).map((value) => JSON.parse(value ?? '') as AcceptedEvent);
  }

  workspace(): Promise<TestWorkspace> {
    return testWorkspace(this.api.access);
  }

  async apply(workspace: TestWorkspace, ...events: Partial<AcceptedEvent>[]): Promise<AcceptedEvent[]> {
    const { workspaceId, sourceId } = workspace;
    const whole = events.map((given) => anEvent({ sourceId, ...given, workspaceId }));
    const records = whole.map((event): BusRecord => {
      const value = JSON.stringify(event);
      const place = { topic: topics.events, partition: 0, offset: this.offset++, key: '' };
      const headers = { [headerNames.workspace]: workspaceId };
      return { ...place, value, headers, bytes: () => Buffer.from(value) };
    });
    const poison = await this.store.database.newTransaction((tx) =>
      this.api.app.get(ApplyEvents, { strict: false }).execute(records, tx),
    );
    if (poison.length > 0) throw new Error(`not applied: ${JSON.stringify(poison.map(({ code }) => code))}`);
    return whole;
  }

  async call<Body = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    headers: Record<string, string>,
    body?: unknown,
  ): Promise<Answer<Body>> {
    const answer = await this.api.app.inject({
      method,
      url,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const parsed = (answer.body === '' ? {} : JSON.parse(answer.body)) as Body;
    return { status: answer.statusCode, body: parsed, headers: answer.headers };
  }

  async get<Body = Record<string, unknown>>(workspace: TestWorkspace, path: string): Promise<Answer<Body>> {
    const authorization = await workspace.bearer('profiles:read');
    return this.call<Body>('GET', `/api/v1/profiles${path}`, { authorization });
  }

  /** Everything on the topics was as their contracts say. */
  async close(): Promise<void> {
    await this.api.close();
    await this.store.close();
    this.watch.check();
  }
}

/** Seconds after a noon long gone. */
export const at = (second: number): { timestamp: string; receivedAt: string } => {
  const time = new Date(Date.parse('2026-01-01T12:00:00.000Z') + second * 1000).toISOString();
  return { timestamp: time, receivedAt: time };
};
