import { type AcceptedEvent, headerNames, recordKey, topics } from '@rapport/contracts';
import { grantsToServices, type SchemaPlan } from '@rapport/database';
import { busMigrations, createEventBus, type EventBus } from '@rapport/event-bus';
import { FixedClock } from '@rapport/kernel';
import {
  anEvent,
  type TestApp,
  testApp,
  type TestDatabase,
  type TestWorkspace,
  TopicWatch,
} from '@rapport/testing';
import { profilesMigrations } from '../persistence/migrations.js';
import { ProfilesModule } from '../profiles.module.js';

/** What profiles needs to be migrated, besides the schemas of the libs. */
export const profilesPlans: [SchemaPlan, SchemaPlan] = [
  { owner: 'profiles', migrations: profilesMigrations },
  { owner: 'bus', migrations: busMigrations, grants: grantsToServices('SELECT, INSERT, UPDATE, DELETE') },
];

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Profiles as a process of its own, behind the embedded bus; may be stopped and started again on the same database. */
export class RunningProfiles {
  private constructor(
    readonly api: TestApp,
    readonly bus: EventBus,
    readonly clock: FixedClock,
    private readonly watch: TopicWatch,
  ) {}

  static async start(
    test: TestDatabase,
    clock = new FixedClock(Date.parse('2026-02-10T12:00:00.000Z')),
  ): Promise<RunningProfiles> {
    const onFatal = (error: Error): never => {
      throw error;
    };
    const bus = await createEventBus({
      ...{ kind: 'embedded', database: await test.openAs('bus'), clock, log, onFatal },
    });
    const watch = new TopicWatch(bus, test.database, [topics.profileActivity, topics.deadLetters]);
    return new RunningProfiles(await testApp(test, [ProfilesModule], { bus, clock }), bus, clock, watch);
  }

  /** As the door writes them; answers once every consumer has done with them. */
  async send(events: readonly AcceptedEvent[]): Promise<void> {
    await this.bus.append(
      events.map((event) => ({
        topic: topics.events,
        key: recordKey(event.workspaceId, event.userId ?? event.anonymousId ?? ''),
        value: JSON.stringify(event),
        headers: { [headerNames.workspace]: event.workspaceId },
      })),
    );
    const deadline = Date.now() + 20_000;
    while ((await this.bus.health()).subscriptions.some(({ lag }) => lag > 0)) {
      if (Date.now() > deadline) throw new Error('the consumers do not catch up');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async get<Body>(path: string, workspace: TestWorkspace): Promise<{ status: number; body: Body }> {
    const authorization = await workspace.bearer('profiles:read');
    const answer = await this.api.app.inject({ url: `/api/v1/schema/${path}`, headers: { authorization } });
    return { status: answer.statusCode, body: answer.json() };
  }

  async close(): Promise<void> {
    await this.api.close();
    this.watch.check();
  }
}

/** Received when the clock says, unless told otherwise. */
export function eventsOf(
  workspace: TestWorkspace,
  clock: FixedClock,
  given: readonly Partial<AcceptedEvent>[],
): AcceptedEvent[] {
  const at = new Date(clock.now()).toISOString();
  const { workspaceId, sourceId } = workspace;
  return given.map((one) => anEvent({ workspaceId, sourceId, timestamp: at, receivedAt: at, ...one }));
}
