import { messageOf, pause } from '@rapport/kernel';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { BusLog } from '../../bus-log.js';
import type { KafkaPatience } from './kafka-client.js';
import type { FetchControl, KafkaMember } from './kafka-member.js';

export interface GroupParts {
  kafka: Kafka;
  log: BusLog;
  patience: KafkaPatience;
  now: () => number;
  onFatal: (error: Error, exitCode: number) => void;
}

/** kafkajs takes these as "rejoin", without a crash; swallowed, they would hold the whole group up (stack.md 3.2). */
const rejoinTypes = new Set([
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'NOT_COORDINATOR_FOR_GROUP',
  'UNKNOWN_MEMBER_ID',
]);
const hintEveryMs = 5_000;
const consumerDied = 70;

/** One kafkajs consumer: all subscriptions of one group in this process. */
export class KafkaGroup implements FetchControl {
  joined = false;
  private readonly consumer: Consumer;
  private readonly members = new Map<string, KafkaMember>();
  private readonly stopping = new AbortController();
  private positioned: Promise<boolean> = Promise.resolve(false);
  private generation = 0;
  private hintedAt = 0;

  constructor(
    readonly name: string,
    private readonly parts: GroupParts,
  ) {
    this.consumer = parts.kafka.consumer({
      groupId: name,
      sessionTimeout: parts.patience.sessionTimeoutMs,
      heartbeatInterval: Math.min(3_000, parts.patience.sessionTimeoutMs / 3),
      rebalanceTimeout: 60_000,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: 500,
    });
  }

  add(member: KafkaMember): void {
    this.members.set(member.subscription.topic, member);
  }

  async start(): Promise<void> {
    const { consumer } = this;
    const members = [...this.members.values()];
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => this.assigned(payload.memberAssignment));
    consumer.on(consumer.events.REBALANCING, () => (this.joined = false));
    consumer.on(consumer.events.FETCH, () => this.fetched());
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      this.joined = false;
      this.parts.log.error({ group: this.name, restart: payload.restart }, 'bus.consumer_crashed');
      if (!payload.restart) this.parts.onFatal(payload.error, consumerDied);
    });
    await consumer.connect();
    // Always from the beginning: `false` turns an offset out of range into silent loss.
    await consumer.subscribe({ topics: [...this.members.keys()], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: Math.max(...members.map((one) => one.subscription.concurrency ?? 4)),
      eachBatch: (payload) => this.eachBatch(payload),
    });
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const member of this.members.values()) member.stop();
    await this.consumer.stop();
    await this.consumer.disconnect();
    this.joined = false;
  }

  seek(topic: string, partition: number, offset: bigint): void {
    this.consumer.seek({ topic, partition, offset: offset.toString() });
  }

  pause(topic: string, partition: number): void {
    this.attempt(() => this.consumer.pause([{ topic, partitions: [partition] }]));
  }

  resume(topic: string, partition: number): void {
    this.attempt(() => this.consumer.resume([{ topic, partitions: [partition] }]));
  }

  /** kafkajs throws when its consumer stops just now: then there is nothing to pause. */
  private attempt(control: () => void): void {
    try {
      control();
    } catch (error) {
      if (!this.stopping.signal.aborted) {
        this.parts.log.warn({ group: this.name, reason: messageOf(error) }, 'bus.consumer_control');
      }
    }
  }

  private assigned(assignment: Record<string, number[]>): void {
    const generation = ++this.generation;
    this.positioned = this.positionAll(assignment, generation);
  }

  /** Until it has succeeded nothing is handled; a newer assignment or the end of the process makes it pointless. */
  private async positionAll(assignment: Record<string, number[]>, generation: number): Promise<boolean> {
    while (generation === this.generation && !this.stopping.signal.aborted) {
      try {
        for (const [topic, member] of this.members) await member.position(assignment[topic] ?? []);
        this.joined = true;
        return true;
      } catch (error) {
        this.parts.log.warn({ group: this.name, reason: messageOf(error) }, 'bus.position_failed');
        await pause(1_000, this.stopping.signal);
      }
    }
    return false;
  }

  private fetched(): void {
    for (const { runner, atEnd } of this.members.values()) {
      if (this.joined && atEnd) runner.transaction.progressAt = this.parts.now();
    }
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const beat = this.beating(payload);
    try {
      const { generation } = this;
      if (!(await this.positioned) || payload.isStale() || generation !== this.generation) return;
      await this.members.get(payload.batch.topic)?.handle({
        batch: payload.batch,
        resolve: (offset) => payload.resolveOffset(offset.toString()),
        mayGoOn: () => payload.isRunning() && !payload.isStale() && generation === this.generation,
        heartbeat: beat.between,
      });
      this.hint(payload);
    } catch (error) {
      if (isRejoin(error)) throw error;
      this.parts.log.warn({ group: this.name, reason: messageOf(error) }, 'bus.batch_left');
      await pause(500, this.stopping.signal);
    } finally {
      beat.end();
    }
    beat.rethrow();
  }

  /** kafkajs beats only between messages: while a handler runs, this does. */
  private beating(payload: EachBatchPayload) {
    let rejoin: unknown;
    const beat = () =>
      payload.heartbeat().catch((error: unknown) => void (isRejoin(error) && (rejoin = error)));
    const timer = setInterval(() => void beat(), Math.min(3_000, this.parts.patience.sessionTimeoutMs / 3));
    const rethrow = (): void => {
      if (rejoin instanceof Error) throw rejoin;
    };
    return {
      end: () => clearInterval(timer),
      rethrow,
      between: async () => {
        await beat();
        rethrow();
      },
    };
  }

  /** Kafka's own offsets are for its tools; they follow PostgreSQL, and nothing depends on them. */
  private hint(payload: EachBatchPayload): void {
    if (this.parts.now() - this.hintedAt < hintEveryMs) return;
    this.hintedAt = this.parts.now();
    payload.commitOffsetsIfNecessary(payload.uncommittedOffsets()).catch(() => undefined);
  }
}

function isRejoin(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && rejoinTypes.has(String((error as { type?: unknown }).type))
  );
}
