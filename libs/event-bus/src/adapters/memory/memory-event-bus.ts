import { afterCommit } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import type { BusParts } from '../../bus-parts.js';
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
import { MemoryLog } from './memory-log.js';
import type { MemoryOffsets } from './memory-offsets.js';

interface Member {
  subscription: Subscription;
  offsets: MemoryOffsets;
  consumer: LogConsumer;
}

/** For unit tests: one process, nothing kept. Effects and offsets still move together, because both wait for the commit. */
export class MemoryEventBus extends EventBus {
  private readonly members: Member[] = [];

  constructor(
    private readonly parts: Omit<BusParts, 'database'>,
    private readonly log = new MemoryLog(),
  ) {
    super();
  }

  async publish(messages: readonly StoredMessage[], tx: EntityManager): Promise<void> {
    this.parts.catalog.check(messages);
    const routed = this.parts.catalog.route(messages);
    afterCommit(tx, () => this.log.write(routed));
  }

  async append(messages: readonly OutgoingMessage[]): Promise<void> {
    this.parts.catalog.check(messages);
    this.log.write(this.parts.catalog.route(messages));
  }

  subscribe(subscription: Subscription): void {
    const { catalog, clock, log, handlerLimitMs } = this.parts;
    refuseTwice(this.members, subscription);
    const { group, topic } = subscription;
    const offsets = this.log.offsetsOf(group, topic, catalog.partitionsOf(topic));
    const deadLetters = {
      topic: catalog.deadLetterTopic,
      publish: (messages: OutgoingMessage[], tx: EntityManager) => this.publish(messages, tx),
    };
    const breaker = new QuarantineBreaker(clock);
    const parts = { subscription, offsets, breaker, clock, log, deadLetters, handlerLimitMs };
    this.members.push({ subscription, offsets, consumer: new LogConsumer(this.log, parts) });
  }

  async start(): Promise<void> {
    for (const { consumer } of this.members) await consumer.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.members.map(({ consumer }) => consumer.stop()));
  }

  async health(): Promise<BusHealth> {
    return {
      reachable: true,
      detail: 'memory of this process',
      subscriptions: this.members.map(({ subscription: { group, topic }, offsets, consumer }) => {
        const partitions = this.parts.catalog.partitionsOf(topic);
        const heads = Array.from({ length: partitions }, (_, partition) => this.log.headOf(topic, partition));
        const { progressAt, handled, deadLettered } = consumer.runner.transaction;
        const { joined, halted } = consumer;
        const lag = offsets.lagOf(heads);
        return { group, topic, joined, halted, lag, oldestMs: 0, progressAt, handled, deadLettered };
      }),
    };
  }
}
