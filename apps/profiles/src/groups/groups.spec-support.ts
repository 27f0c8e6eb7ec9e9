import { type AcceptedEvent, headerNames, topics } from '@rapport/contracts';
import type { BusRecord } from '@rapport/event-bus';
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
import { createEventBus } from '@rapport/event-bus';
import { systemClock } from '@rapport/kernel';
import { ApplyEvents } from '../apply/apply-events.usecase.js';
import { profilesMigrations } from '../persistence/migrations.js';
import { ProfilesModule } from '../profiles.module.js';

export interface Answer<Body> {
  status: number;
  body: Body;
  headers: Record<string, unknown>;
}

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The profile stage behind its API; events are applied at once, what is published is kept and held to its contract. */
export class ProfilesHarness {
  private offset = 0n;

  private constructor(
    readonly test: TestDatabase,
    readonly api: TestApp,
    private readonly watch: TopicWatch,
  ) {}

  static async open(): Promise<ProfilesHarness> {
    const test = await testDatabase({ owner: 'profiles', migrations: profilesMigrations });
    const onFatal = (error: Error): never => {
      throw error;
    };
    const ports = { database: await test.openAs('bus'), clock: systemClock, log: quiet, onFatal };
    const bus = await createEventBus({ kind: 'memory', ...ports });
    const watch = new TopicWatch(bus, test.database, [topics.profileActivity, topics.groups, topics.objects]);
    return new ProfilesHarness(test, await testApp(test, [ProfilesModule], { bus }), watch);
  }

  workspace(): Promise<TestWorkspace> {
    return testWorkspace(this.api.access);
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.test.close();
  }

  async apply(workspace: TestWorkspace, events: Partial<AcceptedEvent>[]): Promise<void> {
    const records = events.map((given): BusRecord => {
      const event = anEvent({ sourceId: workspace.sourceId, ...given, workspaceId: workspace.workspaceId });
      const value = JSON.stringify(event);
      const headers = { [headerNames.workspace]: event.workspaceId };
      const place = { topic: topics.events, partition: 0, offset: this.offset++, key: '' };
      return { ...place, value, headers, bytes: () => Buffer.from(value) };
    });
    const poison = await this.test.database.newTransaction((tx) =>
      this.api.app.get(ApplyEvents, { strict: false }).execute(records, tx),
    );
    expect(poison).toEqual([]);
  }

  async call<Body>(
    workspace: TestWorkspace,
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    given: { body?: object; headers?: Record<string, string>; scope?: string } = {},
  ): Promise<Answer<Body>> {
    const scope = given.scope ?? (method === 'GET' ? 'profiles:read' : 'profiles:write');
    const headers = { authorization: await workspace.bearer(scope), ...given.headers };
    const request = { method, url: `/api/v1${path}`, headers, ...(given.body && { payload: given.body }) };
    const answer = await this.api.app.inject(request);
    const body = answer.body === '' ? (undefined as Body) : answer.json<Body>();
    return { status: answer.statusCode, body, headers: answer.headers };
  }

  /** What this workspace published on a topic, once every consumer has read all there is. */
  async published<Record>(workspace: TestWorkspace, topic: string): Promise<Record[]> {
    await this.caughtUp();
    this.watch.check();
    return this.watch
      .of(topic)
      .map((value) => JSON.parse(value ?? 'null') as Record & { workspaceId: string })
      .filter(({ workspaceId }) => workspaceId === workspace.workspaceId);
  }

  private async caughtUp(): Promise<void> {
    for (;;) {
      const { subscriptions } = await this.api.bus.health();
      if (subscriptions.every(({ lag }) => lag === 0)) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** When something was said, so many seconds into a day of the past. */
export function at(second: number): { timestamp: string; receivedAt: string } {
  const time = new Date(Date.parse('2026-01-01T12:00:00.000Z') + second * 1000).toISOString();
  return { timestamp: time, receivedAt: time };
}
