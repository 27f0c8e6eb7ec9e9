import { messageOf, pause } from '@rapport/kernel';
import type { Kafka, Producer } from 'kafkajs';
import type { BusLog } from '../../bus-log.js';
import { BusUnavailableError } from '../../event-bus.js';
import type { PartitionMessages } from '../../topic-catalog.js';

const probeEveryMs = 1_000;

/**
 * One idempotent producer with never more than one send in flight, because kafkajs loses acknowledged messages otherwise
 * (reliability.md 0.1). For the same reason a producer whose send failed is thrown away: it would give the sequence number of the
 * failed batch to the next one, and the broker would take that for a repetition.
 */
export class KafkaSender {
  private producer: Promise<Producer> | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private readonly stopping = new AbortController();
  private probing: Promise<void> | undefined;
  /** The broker did not answer; a probe runs until it does. Sends are refused at once meanwhile. */
  away = false;

  constructor(
    private readonly kafka: Kafka,
    private readonly log: BusLog,
    private readonly events: { onBack(): void },
  ) {}

  /** Resolves when all replicas that must have the messages have them. @throws BusUnavailableError */
  send(groups: readonly PartitionMessages[]): Promise<void> {
    const sent = this.last.then(() => this.sendNow(groups));
    this.last = sent.catch(() => undefined);
    return sent;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.last;
    await this.probing;
    await this.discard();
  }

  private async sendNow(groups: readonly PartitionMessages[]): Promise<void> {
    if (this.away) throw new BusUnavailableError('Kafka does not answer', 'not_written');
    let sending = false;
    try {
      this.producer ??= this.connect();
      const producer = await this.producer;
      sending = true;
      await producer.sendBatch({ acks: -1, topicMessages: groups.map(topicMessagesOf) });
    } catch (error) {
      this.away = true;
      this.log.warn({ reason: messageOf(error) }, 'bus.kafka_away');
      void this.discard();
      this.probing ??= this.probe();
      const outcome = sending ? 'unknown' : 'not_written';
      throw new BusUnavailableError(`Kafka did not take the messages: ${messageOf(error)}`, outcome, {
        cause: error,
      });
    }
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      // The partition is always chosen by us; kafkajs' default would be its own hash of the key.
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 },
    });
    await producer.connect();
    return producer;
  }

  private async discard(): Promise<void> {
    const producer = this.producer;
    this.producer = undefined;
    await producer?.then((one) => one.disconnect()).catch(() => undefined);
  }

  private async probe(): Promise<void> {
    while (this.away && !this.stopping.signal.aborted) {
      await pause(probeEveryMs, this.stopping.signal);
      if (this.stopping.signal.aborted) break;
      try {
        const connecting = this.connect();
        await connecting;
        this.producer = connecting;
        this.away = false;
      } catch {
        continue;
      }
    }
    this.probing = undefined;
    if (this.stopping.signal.aborted) return;
    this.log.info({}, 'bus.kafka_back');
    this.events.onBack();
  }
}

function topicMessagesOf({ topic, partition, messages }: PartitionMessages) {
  return { topic, messages: messages.map(({ key, value, headers }) => ({ key, value, headers, partition })) };
}
