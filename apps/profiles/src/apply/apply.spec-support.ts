import type { WorkspaceDirectory } from '@rapport/access';
import { type AcceptedEvent, headerNames, type ProfileActivity, topics } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import {
  type BusHealth,
  type BusRecord,
  EventBus,
  type OutgoingMessage,
  type Poison,
} from '@rapport/event-bus';
import { FixedClock } from '@rapport/kernel';
import { type TestDatabase, testDatabase } from '@rapport/testing';
import { Registry } from 'prom-client';
import { AcceptedRepository } from '../persistence/accepted.repository.js';
import { EventRepository } from '../persistence/event.repository.js';
import { IdentityReader } from '../persistence/identity-reader.repository.js';
import { IdentityWriter } from '../persistence/identity-writer.repository.js';
import { MergeRepository } from '../persistence/merge.repository.js';
import { profilesMigrations } from '../persistence/migrations.js';
import { ProfileRepository } from '../persistence/profile.repository.js';
import { RegisterRepository } from '../persistence/register.repository.js';
import { AcceptNewEvents } from './accept-new-events.js';
import { ApplyEvents } from './apply-events.usecase.js';
import { FoldProfiles } from './fold-profiles.usecase.js';
import { LockIdentities } from './lock-identities.js';
import { ResolveIdentities } from './resolve-identities.js';

export const identityKey = Buffer.alloc(32, 7);

/** Keeps what is published; the transaction is PostgreSQL's business. */
class KeptMessages extends EventBus {
  readonly messages: OutgoingMessage[] = [];

  override async publish(messages: readonly OutgoingMessage[]): Promise<void> {
    this.messages.push(...messages);
  }
  override async append(): Promise<void> {}
  override subscribe(): void {}
  override async start(): Promise<void> {}
  override async stop(): Promise<void> {}
  override async health(): Promise<BusHealth> {
    return { reachable: true, detail: '', subscriptions: [] };
  }
}

/** The profile stage over a real database, fed by hand. */
export class ApplyHarness {
  readonly clock = new FixedClock(Date.parse('2026-01-02T00:00:00.000Z'));
  readonly metrics = new Registry();
  private readonly bus = new KeptMessages();
  private built: ApplyEvents | undefined;
  private offset = 0n;

  private constructor(
    readonly store: TestDatabase,
    private readonly strangers: ReadonlySet<string>,
  ) {}

  static async open(strangers: string[] = []): Promise<ApplyHarness> {
    return new ApplyHarness(
      await testDatabase({ owner: 'profiles', migrations: profilesMigrations }),
      new Set(strangers),
    );
  }

  get database(): Database {
    return this.store.database;
  }

  async apply(events: readonly AcceptedEvent[]): Promise<Poison[]> {
    return this.applyRecords(events.map((event) => this.recordOf(event)));
  }

  async applyRecords(records: readonly BusRecord[]): Promise<Poison[]> {
    return this.database.newTransaction((tx) => (this.built ??= this.useCase()).execute(records, tx));
  }

  recordOf(event: AcceptedEvent, value: string | null = JSON.stringify(event)): BusRecord {
    return {
      topic: topics.events,
      partition: 0,
      offset: this.offset++,
      key: '',
      value,
      headers: { [headerNames.workspace]: event.workspaceId },
      bytes: () => Buffer.from(value ?? ''),
    };
  }

  /** What was published since the last call. */
  activity(): ProfileActivity[] {
    return this.bus.messages.splice(0).map(({ value }) => JSON.parse(value) as ProfileActivity);
  }

  async rows<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.database.query<Row>(sql, parameters);
  }

  private useCase(): ApplyEvents {
    const reader = new IdentityReader();
    const writer = new IdentityWriter();
    return new ApplyEvents(
      this.bus,
      this.workspaces(),
      new AcceptNewEvents(new AcceptedRepository(), this.metrics),
      new ResolveIdentities(new LockIdentities(reader, writer), reader, writer),
      new FoldProfiles(
        new ProfileRepository(),
        new RegisterRepository(),
        new EventRepository(),
        new MergeRepository(),
      ),
      this.clock,
    );
  }

  private workspaces(): WorkspaceDirectory {
    const get = async (id: string): Promise<object | undefined> =>
      this.strangers.has(id) ? undefined : { id, identityKey };
    return { get } as unknown as WorkspaceDirectory;
  }
}
