import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type AcceptedEvent,
  type ActivityCause,
  type JourneyDraft,
  type ProfileActivity,
  type ProfileSnapshot,
  recordKey,
  type SendDecided,
  topics,
  type TraitChange,
} from '@rapport/contracts';
import { Database } from '@rapport/database';
import { createEventBus, type EventBus, type OutgoingMessage } from '@rapport/event-bus';
import { newId, publicId, systemClock, toIso } from '@rapport/kernel';
import {
  anEvent,
  testApp,
  testDatabase,
  testWorkspace,
  type TestWorkspace,
  TopicWatch,
} from '@rapport/testing';
import { MessagingModule } from '../messaging.module.js';
import { messagingMigrations } from '../persistence/migrations.js';
import { DatabaseClock } from './database-clock.js';
import { FireDueRuns } from './fire-due-runs.usecase.js';
import type { RunView } from './run.view.js';

/** Polls until `look` gives something truthy; fails with what it last saw. */
export async function eventually<T>(look: () => Promise<T> | T, message = 'it never happened'): Promise<T> {
  const until = Date.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > until) throw new Error(`${message}: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

let revisions = 0;

/** A person as profiles would tell of her. */
export interface TestPerson {
  profileId: string;
  traits: Record<string, string | number | null>;
  timeZone?: string;
  identifiers?: string[];
  /** The older of two survives a merge. */
  firstSeenAt?: string;
  /** The customer's ids, the current one first. */
  groups?: string[];
}

export function aPersonOf(userId: string, traits: TestPerson['traits'] = {}): TestPerson {
  return { profileId: newId(), traits, identifiers: [`user_id:${userId}`] };
}

export function snapshotOf(person: TestPerson): ProfileSnapshot {
  const at = '2026-01-01T00:00:00.000Z';
  const email = person.traits.email;
  return {
    userId: person.identifiers?.[0]?.split(':')[1] ?? null,
    email: typeof email === 'string' ? email : null,
    phone: null,
    locale: null,
    timeZone: person.timeZone ?? null,
    traits: person.traits,
    identifiers: person.identifiers ?? [],
    ...(person.groups && { groups: person.groups }),
    createdAt: at,
    firstSeenAt: person.firstSeenAt ?? at,
    lastSeenAt: at,
  };
}

/** The whole of messaging on a real database and the memory bus, with what it decided to send. */
export class MessagingRoom {
  readonly sends: SendDecided[] = [];
  private movedMs = 0;

  private constructor(
    readonly app: NestFastifyApplication,
    readonly bus: EventBus,
    readonly access: Database,
    private readonly closing: () => Promise<void>,
  ) {}

  static async open(): Promise<MessagingRoom> {
    const test = await testDatabase({ owner: 'messaging', migrations: messagingMigrations });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const onFatal = (error: Error): never => {
      throw error;
    };
    const database = await test.openAs('messaging');
    const bus = await createEventBus({ kind: 'memory', database, clock: systemClock, log, onFatal });
    const sends: SendDecided[] = [];
    const handle = async (records: readonly { value: string | null }[]): Promise<void> => {
      for (const { value } of records) if (value !== null) sends.push(JSON.parse(value) as SendDecided);
    };
    bus.subscribe({ group: 'rapport.test.sends', topic: topics.sends, database, handle });
    const watch = new TopicWatch(bus, database, [topics.sends, topics.messageActivity]);
    const { app, access, close } = await testApp(test, [MessagingModule], { bus });
    const room = new MessagingRoom(app, bus, access, async () => {
      await bus.stop();
      await close();
      await test.close();
      watch.check();
    });
    (room as { sends: SendDecided[] }).sends = sends;
    return room;
  }

  get database(): Database {
    return this.app.get(Database, { strict: false });
  }

  async close(): Promise<void> {
    await this.closing();
  }

  async workspace(): Promise<RoomWorkspace> {
    const workspace = await testWorkspace(this.access);
    return new RoomWorkspace(this, workspace, await workspace.bearer());
  }

  /** Until every record that was published is handled. */
  async settle(): Promise<void> {
    await eventually(async () => {
      const { subscriptions } = await this.bus.health();
      return subscriptions.every(({ lag }) => lag === 0);
    }, 'the bus did not settle');
  }

  /** Moves the database's clock, lets everything that is due go on, and waits for what follows from it. */
  async advance(ms: number): Promise<void> {
    this.moveClock(ms);
    await this.fireDue();
    await this.settle();
  }

  moveClock(ms: number): void {
    this.movedMs += ms;
    this.app.get(DatabaseClock, { strict: false }).advance(ms);
  }

  /** Epoch ms, as the runs see it. */
  get now(): number {
    return Date.now() + this.movedMs;
  }

  async fireDue(): Promise<void> {
    const fire = this.app.get(FireDueRuns, { strict: false });
    const clock = this.app.get(DatabaseClock, { strict: false });
    await eventually(async () => {
      await fire.execute();
      const [row] = await this.database.query<{ due: number }>(
        `SELECT count(*)::int AS due FROM messaging.runs WHERE due_at <= ${clock.sql}`,
      );
      return row?.due === 0;
    }, 'runs stayed due');
  }
}

/** One workspace of the room, as its owner and its profiles see it. */
export class RoomWorkspace {
  constructor(
    readonly room: MessagingRoom,
    readonly test: TestWorkspace,
    private readonly authorization: string,
  ) {}

  get id(): string {
    return this.test.workspaceId;
  }

  async call<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: T; headers: Record<string, unknown> }> {
    const answer = await this.room.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: {
        authorization: this.authorization,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    const text = answer.body;
    return {
      status: answer.statusCode,
      body: (text === '' ? {} : JSON.parse(text)) as T,
      headers: answer.headers,
    };
  }

  /** A published template. @returns its key */
  async template(html = '<p>Hello</p>'): Promise<string> {
    const content = { subject: 'Hello', from: { address: 'hi@acme.test' }, body: { kind: 'html', html } };
    const draft = { defaultLocale: 'en', variants: { en: content } };
    const key = `t-${newId()}`;
    const template = { name: 'Hello', key, channel: 'email', messageClass: 'transactional', draft };
    const created = await this.call('POST', '/templates', template);
    if (created.status !== 201) throw new Error(JSON.stringify(created.body));
    const published = await this.call('POST', `/templates/${key}/publish`, {});
    if (published.status !== 200) throw new Error(JSON.stringify(published.body));
    return key;
  }

  /** A live journey. @returns its key */
  async journey(draft: Partial<JourneyDraft>): Promise<string> {
    const steps = draft.steps ?? [{ key: 'end', kind: 'exit' }];
    const full = { trigger: { kind: 'event', event: 'Go' }, start: steps[0]?.key, ...draft, steps };
    const key = `j-${newId()}`;
    const created = await this.call('POST', '/journeys', { name: 'Welcome', key, draft: full });
    if (created.status !== 201) throw new Error(JSON.stringify(created.body));
    const published = await this.call('POST', `/journeys/${key}/publish`, {});
    if (published.status !== 200) throw new Error(JSON.stringify(published.body));
    return key;
  }

  async runs(journey: string, query = ''): Promise<RunView[]> {
    const { body } = await this.call<{ data: RunView[] }>(
      'GET',
      `/journeys/${journey}/runs?limit=100${query}`,
    );
    return body.data;
  }

  async refusals(journey: string): Promise<Record<string, number>> {
    const { body } = await this.call<{ id: string }>('GET', `/journeys/${journey}`);
    const rows = await this.room.database.query<{ id: string; reason: string; count: number }>(
      `SELECT journey_id AS id, reason, sum(count)::int AS count FROM messaging.journey_refusals
        WHERE workspace_id = $1 GROUP BY 1, 2`,
      [this.id],
    );
    const own = rows.filter(({ id }) => publicId('jrn', id) === body.id);
    return Object.fromEntries(own.map(({ reason, count }) => [reason, count]));
  }

  sends(): SendDecided[] {
    return this.room.sends.filter(({ workspaceId }) => workspaceId === this.id);
  }

  /** An event that profiles applied to this person, as activity. */
  applied(
    person: TestPerson,
    event: Partial<AcceptedEvent> = {},
    more: { changes?: TraitChange[]; cause?: ActivityCause['type']; mode?: 'live' | 'backfill' } = {},
  ): ProfileActivity {
    const [type = 'user_id', value = ''] = person.identifiers?.[0]?.split(':') ?? [];
    const accepted = anEvent({ name: 'Go', timestamp: toIso(this.room.now), ...event, workspaceId: this.id });
    return {
      ...this.head(person.profileId, { type: more.cause ?? 'event', eventId: accepted.id }, more.mode),
      kind: 'event_applied',
      event: accepted,
      anchor: { type, value },
      created: false,
      changes: more.changes ?? [],
      refusedLinks: [],
      profile: snapshotOf(person),
    };
  }

  merged(from: TestPerson, into: TestPerson): ProfileActivity[] {
    const identifiers = [...(into.identifiers ?? []), ...(from.identifiers ?? [])];
    const profile = snapshotOf({ ...into, identifiers });
    return [into.profileId, from.profileId].map((profileId) => ({
      ...this.head(profileId, { type: 'merge' }),
      kind: 'profiles_merged',
      into: into.profileId,
      from: [from.profileId],
      identifiers,
      changes: [],
      profile,
    }));
  }

  unmerged(from: TestPerson, to: TestPerson): ProfileActivity[] {
    return [from, to].map((person) => ({
      ...this.head(person.profileId, { type: 'unmerge' }),
      kind: 'profiles_unmerged',
      from: from.profileId,
      to: to.profileId,
      identifiers: to.identifiers ?? [],
      reason: 'separation',
      profile: snapshotOf(person),
    }));
  }

  /** Publishes activity as profiles does, and waits until messaging has handled it and what follows from it. */
  async happens(...activities: ProfileActivity[]): Promise<void> {
    for (const activity of activities) await this.room.bus.append([messageOf(activity)]);
    await this.room.settle();
  }

  private head(profileId: string, cause: ActivityCause, mode: 'live' | 'backfill' = 'live') {
    return {
      v: 1 as const,
      id: newId(),
      workspaceId: this.id,
      profileId,
      revision: ++revisions,
      cause,
      occurredAt: toIso(this.room.now),
      mode,
    };
  }
}

export function messageOf(activity: ProfileActivity): OutgoingMessage {
  return {
    topic: topics.profileActivity,
    key: recordKey(activity.workspaceId, activity.profileId),
    value: JSON.stringify(activity),
    headers: { workspace: activity.workspaceId },
  };
}
