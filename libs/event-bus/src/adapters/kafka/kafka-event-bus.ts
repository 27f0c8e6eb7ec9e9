import { messageOf, StartError } from '@rapport/kernel';
import type { Admin, Kafka } from 'kafkajs';
import type { EntityManager } from 'typeorm';
import type { BusParts } from '../../bus-parts.js';
import { lagWithin } from '../../consume/lag-within.js';
import { QuarantineBreaker } from '../../consume/quarantine-breaker.js';
import { refuseTwice } from '../../consume/refuse-twice.js';
import {
  type BusHealth,
  EventBus,
  type OutgoingMessage,
  type StoredMessage,
  type Subscription,
} from '../../event-bus.js';
import { GroupCommit } from '../../log/group-commit.js';
import { LogRetention } from '../../log/log-retention.js';
import { LogWatch } from '../../log/log-watch.js';
import { LogWriter } from '../../log/log-writer.js';
import { TableLog } from '../../log/table-log.js';
import { ensureTopics } from './ensure-topics.js';
import { defaultPatience, kafkaClient, type KafkaPatience } from './kafka-client.js';
import { KafkaGroup } from './kafka-group.js';
import { KafkaMember } from './kafka-member.js';
import { KafkaOffsets } from './kafka-offsets.js';
import { KafkaSender } from './kafka-sender.js';
import { KafkaLag } from './measure-kafka-lag.js';
import { Relay } from './relay.js';
import { SpillingAppend } from './spilling-append.js';

export interface KafkaBusParts extends BusParts {
  brokers: readonly string[];
  patience?: KafkaPatience;
}

/**
 * Topics in Apache Kafka. `publish` still writes to the log tables in the caller's transaction, and the relay ships them; `append`
 * goes straight to Kafka, or to the log tables while Kafka is away.
 */
export class KafkaEventBus extends EventBus {
  private readonly kafka: Kafka;
  private readonly admin: Admin;
  private readonly watch: LogWatch;
  private readonly writer: LogWriter;
  private readonly retention: LogRetention;
  private readonly relay: Relay;
  private readonly senders: { direct: KafkaSender; relay: KafkaSender };
  private readonly commits: GroupCommit;
  private readonly lag: KafkaLag;
  private readonly groups = new Map<string, KafkaGroup>();
  private readonly members: { subscription: Subscription; group: KafkaGroup; member: KafkaMember }[] = [];

  constructor(private readonly parts: KafkaBusParts) {
    super();
    const { database, catalog, clock, log } = parts;
    this.kafka = kafkaClient(parts.brokers, log, parts.patience ?? defaultPatience);
    this.admin = this.kafka.admin();
    this.watch = new LogWatch(database, log, { notify: false });
    this.writer = new LogWriter(catalog, this.watch);
    this.retention = new LogRetention(database, log, parts.retentionDays, []);
    const onBack = (): void => this.relay.hurry();
    this.senders = {
      direct: new KafkaSender(this.kafka, log, { onBack }),
      relay: new KafkaSender(this.kafka, log, { onBack }),
    };
    this.relay = new Relay(parts, new TableLog(database, this.watch), this.senders.relay);
    const append = new SpillingAppend(database, catalog, this.writer, this.senders.direct);
    this.commits = new GroupCommit((messages) => append.write(messages));
    this.lag = new KafkaLag(this.admin, database, clock);
  }

  async publish(messages: readonly StoredMessage[], tx: EntityManager): Promise<void> {
    this.parts.catalog.check(messages);
    await this.writer.append(messages, tx);
  }

  async append(messages: readonly OutgoingMessage[]): Promise<void> {
    this.parts.catalog.check(messages);
    await this.commits.add(messages);
  }

  subscribe(subscription: Subscription): void {
    refuseTwice(this.members, subscription);
    const { catalog, clock, log, owner, handlerLimitMs, onFatal } = this.parts;
    const { group: name, topic, database } = subscription;
    const patience = this.parts.patience ?? defaultPatience;
    const parts = { kafka: this.kafka, log, patience, now: () => clock.now(), onFatal };
    const group = this.groups.get(name) ?? new KafkaGroup(name, parts);
    this.groups.set(name, group);
    const offsets = new KafkaOffsets(database, name, topic, owner, catalog.partitionsOf(topic));
    const deadLetters = {
      topic: catalog.deadLetterTopic,
      publish: (messages: OutgoingMessage[], tx: EntityManager) => this.publish(messages, tx),
    };
    const breaker = new QuarantineBreaker(clock);
    const member = new KafkaMember(
      { subscription, offsets, breaker, clock, log, deadLetters, handlerLimitMs },
      group,
      this.admin,
    );
    group.add(member);
    this.members.push({ subscription, group, member });
  }

  /** @throws StartError in one line that says what to do, with nothing left running */
  async start(): Promise<void> {
    try {
      await this.open();
    } catch (error) {
      await this.stop().catch(() => undefined);
      throw error;
    }
  }

  private async open(): Promise<void> {
    await ensureTopics(this.kafka, this.parts.catalog).catch((error: unknown) => {
      throw startErrorOf(error, this.parts.brokers);
    });
    await this.admin.connect();
    await this.relay.start();
    this.watch.start();
    this.retention.start();
    await Promise.all([...this.groups.values()].map((group) => group.start()));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.groups.values()].map((group) => group.stop()));
    await this.commits.close();
    await this.relay.stop();
    await Promise.all([this.senders.direct.stop(), this.senders.relay.stop()]);
    await Promise.all([this.watch.stop(), this.retention.stop(), this.admin.disconnect()]);
  }

  async health(): Promise<BusHealth> {
    const lags = await lagWithin(this.lag.measure(this.members.map(({ subscription }) => subscription)));
    const reachable = typeof lags !== 'string';
    const now = this.parts.clock.now();
    return {
      reachable,
      detail: reachable ? `Kafka at ${this.parts.brokers.join(', ')}` : lags,
      subscriptions: this.members.map(({ subscription: { group: name, topic }, group, member }) => {
        const { progressAt, handled, deadLettered } = member.runner.transaction;
        const lag = (reachable && lags.get(`${name} ${topic}`)) || 0;
        const oldestMs = lag > 0 ? Math.max(0, now - (member.oldestAt ?? progressAt)) : 0;
        const { joined } = group;
        return {
          group: name,
          topic,
          joined,
          halted: member.halted,
          lag,
          oldestMs,
          progressAt,
          handled,
          deadLettered,
        };
      }),
    };
  }
}

function startErrorOf(cause: unknown, brokers: readonly string[]): StartError {
  if (cause instanceof StartError) return cause;
  return new StartError(
    `Kafka cannot be used (${brokers.join(', ')}: ${messageOf(cause)}). Start it (npm run kafka starts one for development), ` +
      `or correct KAFKA_BROKERS.`,
    { cause },
  );
}
