import { systemActor, type WorkspaceDirectory } from '@rapport/access';
import {
  type AcceptedEvent,
  type GroupChanged,
  headerNames,
  type ProfileActivity,
  type TopicName,
  topics,
} from '@rapport/contracts';
import type { Database } from '@rapport/database';
import {
  type BusHealth,
  type BusRecord,
  EventBus,
  type OutgoingMessage,
  type Poison,
} from '@rapport/event-bus';
import { FixedClock, type Identifier, toIso } from '@rapport/kernel';
import { checkTopicRecords, type TestDatabase, testDatabase } from '@rapport/testing';
import { Registry } from 'prom-client';
import { AcceptedRepository } from '../persistence/accepted.repository.js';
import { DecisionRepository } from '../persistence/decision.repository.js';
import { DeviceRepository } from '../persistence/device.repository.js';
import { EventRepository } from '../persistence/event.repository.js';
import { IdentityReader } from '../persistence/identity-reader.repository.js';
import { IdentityWriter } from '../persistence/identity-writer.repository.js';
import { MergeRepository } from '../persistence/merge.repository.js';
import { profilesMigrations } from '../persistence/migrations.js';
import { ProfileRepository } from '../persistence/profile.repository.js';
import { RegisterRepository } from '../persistence/register.repository.js';
import type { PolicySettings } from '../policy/domain/policy-settings.js';
import { DeclareSeenTypes } from '../policy/declare-seen-types.usecase.js';
import { IdentityPolicies } from '../policy/identity-policies.js';
import { IdentityPolicyChanges } from '../policy/identity-policy-changes.js';
import { ClusterVersions } from '../policy/persistence/cluster-versions.repository.js';
import { PolicyRepository } from '../policy/persistence/policy.repository.js';
import { WalkClusters } from '../policy/walk-clusters.usecase.js';
import { GroupsOfChunk } from '../groups/groups-of-chunk.js';
import { GroupsRepository } from '../groups/persistence/groups.repository.js';
import { MembershipsRepository } from '../groups/persistence/memberships.repository.js';
import { SaveGroups } from '../groups/save-groups.js';
import { AcceptNewEvents } from './accept-new-events.js';
import { ApplyEvents } from './apply-events.usecase.js';
import { ChangeIdentities } from './change-identities.usecase.js';
import type { Decision } from './decision.js';
import { nodeIdOf } from './derive-ids.js';
import { FoldProfiles } from './fold-profiles.usecase.js';
import { LockIdentities } from './lock-identities.js';
import { ReadEvents } from './read-events.js';
import { ResolveInForce } from './resolve-in-force.js';
import { ResolveIdentities } from './resolve-identities.js';

export const identityKey = Buffer.alloc(32, 7);

/** Keeps what is published; the transaction is PostgreSQL's business. */
class KeptMessages extends EventBus {
  messages: OutgoingMessage[] = [];

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

  /** Somebody decides about identifiers that are known, in place of an event. */
  async decide(
    workspaceId: string,
    identifiers: readonly Identifier[],
    what: Pick<Decision, 'moment'> & Partial<Pick<Decision, 'edges' | 'separation' | 'lifted'>>,
  ): Promise<void> {
    const keyed = identifiers.map((one) => ({ ...one, id: nodeIdOf(identityKey, one) }));
    const decision: Decision = {
      type: 'operator',
      at: toIso(this.clock.now()),
      actor: systemActor,
      reason: 'because',
      ...{ edges: [], separation: null, lifted: null },
      ...what,
    };
    await this.database.newTransaction(async (tx) => {
      const { messages } = await this.parts().changes.prepare(tx, {
        workspaceId,
        identifiers: keyed,
        decision,
      });
      await this.bus.publish(messages);
    });
  }

  /** Settings of a workspace that are in force from the start. */
  async settle(workspaceId: string, settings: PolicySettings): Promise<void> {
    const changedAt = new Date(this.clock.now());
    const version = { version: 2, walkVersion: 2, settings, changedAt, changedBy: systemActor };
    await this.database.newTransaction((tx) => new PolicyRepository().add(tx, workspaceId, version));
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

  /** What was published since the last call, each record held to the contract of its topic. */
  activity(): ProfileActivity[] {
    return this.published<ProfileActivity>(topics.profileActivity);
  }

  /** The same of groups. */
  groupChanges(): GroupChanged[] {
    return this.published<GroupChanged>(topics.groups);
  }

  private published<Value>(topic: TopicName): Value[] {
    const own = this.bus.messages.filter((message) => message.topic === topic);
    this.bus.messages = this.bus.messages.filter((message) => message.topic !== topic);
    const values = own.map(({ value }) => value);
    checkTopicRecords(topic, values);
    return values.map((value) => JSON.parse(value) as Value);
  }

  async rows<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.database.query<Row>(sql, parameters);
  }

  private useCase(): ApplyEvents {
    const { read, inForce, profiles } = this.parts();
    const accept = new AcceptNewEvents(new AcceptedRepository(), this.metrics);
    return new ApplyEvents(this.bus, read, accept, inForce, profiles, this.clock);
  }

  private parts() {
    const reader = new IdentityReader();
    const writer = new IdentityWriter();
    const locks = new LockIdentities(reader, writer);
    const identities = new ResolveIdentities(locks, reader, writer, new DecisionRepository());
    const profiles = new FoldProfiles(
      new ProfileRepository(),
      new RegisterRepository(),
      new EventRepository(),
      new MergeRepository(),
      new DeviceRepository(),
      new GroupsOfChunk(new MembershipsRepository(), new SaveGroups(new GroupsRepository())),
    );
    const policyVersions = new PolicyRepository();
    const policies = new IdentityPolicies(
      this.database,
      policyVersions,
      new IdentityPolicyChanges(this.store.url),
    );
    const changes = new ChangeIdentities(identities, profiles, policies, this.clock);
    const walk = new WalkClusters(changes, policies, new ClusterVersions(), this.clock);
    const read = new ReadEvents(this.workspaces(), policies);
    const declare = new DeclareSeenTypes(reader, policyVersions, this.clock);
    return { read, profiles, changes, inForce: new ResolveInForce(read, declare, identities, walk, reader) };
  }

  private workspaces(): WorkspaceDirectory {
    const get = async (id: string): Promise<object | undefined> =>
      this.strangers.has(id) ? undefined : { id, identityKey };
    return { get } as unknown as WorkspaceDirectory;
  }
}
