import type { TransactionParts } from '../../consume/chunk-transaction.js';
import { relayHeader, relayPosition } from '../../consume/drop-relayed-twice.js';
import { LogConsumer } from '../../consume/log-consumer.js';
import { QuarantineBreaker } from '../../consume/quarantine-breaker.js';
import type { BusRecord } from '../../event-bus.js';
import { relayGroup } from '../../log/relay-group.js';
import type { TableLog } from '../../log/table-log.js';
import type { BusParts } from '../../bus-parts.js';
import type { KafkaSender } from './kafka-sender.js';
import { RelayOffsets } from './relay-offsets.js';

const recordsPerSend = 500;

/**
 * Ships the log tables to the topics of the same names: partition by partition, in order, each record with its place in the log,
 * by which consumers know a repetition. Every process runs it; the lock on the offset row decides who ships.
 */
export class Relay {
  readonly consumers: LogConsumer[];
  private epochs = new Map<string, string>();

  constructor(
    private readonly parts: BusParts,
    private readonly log: TableLog,
    private readonly sender: KafkaSender,
  ) {
    this.consumers = parts.catalog.topics.map(({ name }) => this.consumerOf(name));
  }

  async start(): Promise<void> {
    for (const consumer of this.consumers) await consumer.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.consumers.map((consumer) => consumer.stop()));
  }

  hurry(): void {
    for (const consumer of this.consumers) consumer.hurry();
  }

  private consumerOf(topic: string): LogConsumer {
    const { database, catalog, clock, log, owner } = this.parts;
    const parts: TransactionParts = {
      subscription: {
        group: relayGroup,
        topic,
        database,
        maxRecords: recordsPerSend,
        // Sends follow one another anyway; more would only hold connections.
        concurrency: 1,
        handle: (records) => this.ship(topic, records),
      },
      offsets: new RelayOffsets(database, relayGroup, topic, owner, catalog.partitionsOf(topic)),
      breaker: new QuarantineBreaker(clock),
      clock,
      log,
      // Nothing is poison to the relay: it ships bytes, and sizes were checked when they were published.
      deadLetters: { topic, publish: async () => undefined },
    };
    return new LogConsumer(this.log, parts);
  }

  private async ship(topic: string, records: BusRecord[]): Promise<void> {
    const partition = records[0]?.partition ?? 0;
    const epoch = await this.epochOf(topic, partition);
    const messages = records.map((record) => ({
      topic,
      key: record.key,
      value: record.value === null ? null : record.bytes(),
      headers: { ...record.headers, [relayHeader]: relayPosition(epoch, record.offset) },
    }));
    await this.sender.send([{ topic, partition, messages }]);
  }

  private async epochOf(topic: string, partition: number): Promise<string> {
    const name = `${topic}/${partition}`;
    const known = this.epochs.get(name);
    if (known !== undefined) return known;
    const [row] = await this.parts.database.dataSource.query<{ epoch: string }[]>(
      'SELECT log_epoch AS epoch FROM bus.partitions WHERE topic = $1 AND partition = $2',
      [topic, partition],
    );
    if (!row) throw new Error(`${name} has no counter row`);
    this.epochs.set(name, row.epoch);
    return row.epoch;
  }
}
