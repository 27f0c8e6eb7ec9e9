import type { Database } from '@rapport/database';
import type { Clock } from '@rapport/kernel';
import type { Admin } from 'kafkajs';

const freshMs = 5_000;

/** How far groups are behind in Kafka. What the brokers say is kept for some seconds: `/readyz` must stay cheap. */
export class KafkaLag {
  private readonly heads = new Map<string, { at: number; byPartition: Map<number, bigint> }>();

  constructor(
    private readonly admin: Admin,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Records not yet handled, keyed `group topic`. Rejects when Kafka or PostgreSQL does not answer. */
  async measure(groups: readonly { group: string; topic: string }[]): Promise<Map<string, number>> {
    for (const topic of new Set(groups.map((one) => one.topic))) await this.refresh(topic);
    const rows = await this.database.dataSource.query<Row[]>(
      `SELECT o.consumer_group AS "group", o.topic, o.partition, o.next_offset AS next
       FROM unnest($1::text[], $2::text[]) AS g (consumer_group, topic)
       JOIN bus.consumer_offsets o ON o.consumer_group = g.consumer_group AND o.topic = g.topic AND o.log = 'kafka'`,
      [groups.map((one) => one.group), groups.map((one) => one.topic)],
    );
    const lags = new Map<string, number>();
    for (const { group, topic, partition, next } of rows) {
      const name = `${group} ${topic}`;
      const behind = (this.heads.get(topic)?.byPartition.get(partition) ?? 0n) - BigInt(next);
      lags.set(name, (lags.get(name) ?? 0) + Math.max(0, Number(behind)));
    }
    return lags;
  }

  private async refresh(topic: string): Promise<void> {
    const known = this.heads.get(topic);
    const now = this.clock.now();
    if (known && now - known.at < freshMs) return;
    const offsets = await this.admin.fetchTopicOffsets(topic);
    const byPartition = new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
    this.heads.set(topic, { at: now, byPartition });
  }
}

interface Row {
  group: string;
  topic: string;
  partition: number;
  next: string;
}
