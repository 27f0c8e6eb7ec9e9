import type { Database } from '@rapport/database';
import { BusUnavailableError } from '../../event-bus.js';
import { relayGroup } from '../../log/relay-group.js';
import type { PartitionMessages } from '../../topic-catalog.js';

/**
 * Knows which partitions have records in the log tables that the relay has not shipped. New messages of such a partition must go
 * the same way, or they would overtake (reliability.md 4.2). Asked before every send, because another process may have spilled.
 */
export class Spill {
  private readonly waiting = new Set<string>();

  constructor(private readonly database: Database) {}

  /** @throws BusUnavailableError when PostgreSQL is away and a partition is known to wait */
  async split(
    groups: readonly PartitionMessages[],
  ): Promise<{ direct: PartitionMessages[]; waiting: PartitionMessages[] }> {
    await this.refresh(groups);
    const waits = (group: PartitionMessages) => this.waiting.has(nameOf(group));
    return { direct: groups.filter((group) => !waits(group)), waiting: groups.filter(waits) };
  }

  /** Our own spill counts from the moment we try it. */
  spilling(groups: readonly PartitionMessages[]): void {
    for (const group of groups) this.waiting.add(nameOf(group));
  }

  private async refresh(groups: readonly PartitionMessages[]): Promise<void> {
    let rows: { topic: string; partition: number }[];
    try {
      rows = await this.database.dataSource.query<typeof rows>(waitingStatement, [
        groups.map(({ topic }) => topic),
        groups.map(({ partition }) => partition),
        relayGroup,
      ]);
    } catch (cause) {
      if (!groups.some((group) => this.waiting.has(nameOf(group)))) return;
      throw new BusUnavailableError(
        'spilled messages wait in a database that does not answer',
        'not_written',
        { cause },
      );
    }
    for (const group of groups) this.waiting.delete(nameOf(group));
    for (const row of rows) this.waiting.add(nameOf(row));
  }
}

function nameOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}/${partition}`;
}

const waitingStatement = `
  SELECT p.topic, p.partition FROM unnest($1::text[], $2::int[]) AS g (topic, partition)
  JOIN bus.partitions p ON p.topic = g.topic AND p.partition = g.partition
  LEFT JOIN bus.consumer_offsets o ON o.consumer_group = $3 AND o.log = 'tables' AND o.topic = p.topic
    AND o.partition = p.partition
  WHERE p.next_offset > coalesce(o.next_offset, 0)`;
