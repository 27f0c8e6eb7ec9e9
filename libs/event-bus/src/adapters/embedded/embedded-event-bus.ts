import type { Database } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import { lagWithin } from '../../consume/lag-within.js';
import { LogConsumer } from '../../consume/log-consumer.js';
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
import { relayGroup } from '../../log/relay-group.js';
import { LogWatch } from '../../log/log-watch.js';
import { LogWriter } from '../../log/log-writer.js';
import { measureLag } from '../../log/measure-lag.js';
import { TableLog } from '../../log/table-log.js';
import { TableOffsets } from '../../log/table-offsets.js';
import { writeLog } from '../../log/write-log.js';
import type { BusParts } from '../../bus-parts.js';

/** The default bus: the log tables of the same PostgreSQL, read by the consumers of this process and of any other. */
export class EmbeddedEventBus extends EventBus {
  private readonly database: Database;
  private readonly watch: LogWatch;
  private readonly writer: LogWriter;
  private readonly log: TableLog;
  private readonly retention: LogRetention;
  private readonly commits: GroupCommit;
  private readonly consumers: { subscription: Subscription; consumer: LogConsumer }[] = [];

  constructor(private readonly parts: BusParts) {
    super();
    this.database = parts.database;
    this.watch = new LogWatch(parts.database, parts.log, { notify: true });
    this.writer = new LogWriter(parts.catalog, this.watch);
    this.log = new TableLog(parts.database, this.watch);
    this.retention = new LogRetention(parts.database, parts.log, parts.retentionDays, [relayGroup]);
    this.commits = new GroupCommit((messages) => writeLog(this.database, this.writer, messages));
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
    const { catalog, clock, log, owner, handlerLimitMs } = this.parts;
    refuseTwice(this.consumers, subscription);
    const partitions = catalog.partitionsOf(subscription.topic);
    const { group, topic, database } = subscription;
    const consumer = new LogConsumer(this.log, {
      subscription,
      offsets: new TableOffsets(database, group, topic, owner, partitions),
      breaker: new QuarantineBreaker(clock),
      clock,
      log,
      deadLetters: {
        topic: catalog.deadLetterTopic,
        publish: (messages, tx) => this.publish(messages, tx),
      },
      handlerLimitMs,
    });
    this.consumers.push({ subscription, consumer });
  }

  async start(): Promise<void> {
    for (const { consumer } of this.consumers) await consumer.start();
    this.watch.start();
    this.retention.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.consumers.map(({ consumer }) => consumer.stop()));
    await this.commits.close();
    await Promise.all([this.watch.stop(), this.retention.stop()]);
  }

  async health(): Promise<BusHealth> {
    const groups = this.consumers.map(({ subscription }) => subscription);
    const lags = await lagWithin(measureLag(this.database, groups));
    const reachable = typeof lags !== 'string';
    return {
      reachable,
      detail: reachable ? 'log tables in PostgreSQL' : lags,
      subscriptions: this.consumers.map(({ subscription: { group, topic }, consumer }) => {
        const { lag, oldestMs } = (reachable && lags.get(`${group} ${topic}`)) || { lag: 0, oldestMs: 0 };
        const { joined, halted, runner } = consumer;
        const { progressAt, handled, deadLettered } = runner.transaction;
        return { group, topic, joined, halted, lag, oldestMs, progressAt, handled, deadLettered };
      }),
    };
  }
}
