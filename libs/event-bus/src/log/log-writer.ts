import { afterCommit } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import type { StoredMessage } from '../event-bus.js';
import type { PartitionMessages, TopicCatalog } from '../topic-catalog.js';
import type { LogWatch } from './log-watch.js';
import { type EncodedSegment, encodeSegment } from './segment-codec.js';

/** A segment is inflated as a whole: these bound what one costs a reader. Characters, about bytes. */
const maximumSegmentRecords = 500;
const maximumSegmentCharacters = 512 * 1024;

interface Piece extends EncodedSegment {
  topic: string;
  partition: number;
  /** Records of the same partition that stand before this piece in the same call. */
  before: number;
}

/** Appends to the log tables. */
export class LogWriter {
  constructor(
    private readonly catalog: TopicCatalog,
    private readonly watch: LogWatch,
  ) {}

  /**
   * One statement in the caller's transaction. It locks the counter rows of the partitions until the commit, which serialises
   * publishers: publish late in a transaction.
   */
  async append(messages: readonly StoredMessage[], tx: EntityManager): Promise<void> {
    if (messages.length === 0) return;
    const groups = this.catalog.route(messages);
    let appended = await this.insert(groups, tx);
    if (appended.length < groups.length) {
      const missing = groups.filter((group) => !appended.some((one) => samePartition(one, group)));
      await this.createCounters(missing, tx);
      appended = [...appended, ...(await this.insert(missing, tx))];
    }
    const heads = appended.map(({ topic, partition, next }) => ({ topic, partition, next: BigInt(next) }));
    afterCommit(tx, () => this.watch.committed(heads));
  }

  private async insert(groups: readonly PartitionMessages[], tx: EntityManager): Promise<Appended[]> {
    const pieces = groups.flatMap(toPieces);
    return tx.query<Appended[]>(appendStatement, [
      groups.map(({ topic }) => topic),
      groups.map(({ partition }) => partition),
      groups.map(({ messages }) => messages.length),
      pieces.map(({ topic }) => topic),
      pieces.map(({ partition }) => partition),
      pieces.map(({ before }) => before),
      pieces.map(({ count }) => count),
      pieces.map(({ codec }) => codec),
      pieces.map(({ payload }) => payload.length),
      Buffer.concat(pieces.map(({ payload }) => payload)),
    ]);
  }

  private async createCounters(groups: readonly PartitionMessages[], tx: EntityManager): Promise<void> {
    for (const topic of new Set(groups.map((group) => group.topic))) {
      await tx.query(
        `INSERT INTO bus.partitions (topic, partition)
         SELECT $1, n FROM generate_series(0, $2::int - 1) n ORDER BY n ON CONFLICT DO NOTHING`,
        [topic, this.catalog.partitionsOf(topic)],
      );
    }
  }
}

interface Appended {
  topic: string;
  partition: number;
  next: string;
}

function samePartition(
  a: { topic: string; partition: number },
  b: { topic: string; partition: number },
): boolean {
  return a.topic === b.topic && a.partition === b.partition;
}

function toPieces({ topic, partition, messages }: PartitionMessages): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  let characters = 0;
  for (let end = 1; end <= messages.length; end++) {
    characters += messages[end - 1]?.value?.length ?? 0;
    const full = end - start === maximumSegmentRecords || characters >= maximumSegmentCharacters;
    if (full || end === messages.length) {
      pieces.push({ topic, partition, before: start, ...encodeSegment(messages.slice(start, end)) });
      start = end;
      characters = 0;
    }
  }
  return pieces;
}

/**
 * The counter rows are locked in sorted order before any of them is moved. The payloads come as one value and are cut here,
 * because the driver sends a single Buffer as it is but an array of them as hexadecimal text.
 */
const appendStatement = `
  WITH wanted AS (
    SELECT * FROM unnest($1::text[], $2::int[], $3::int[]) AS w (topic, partition, count)
  ), locked AS MATERIALIZED (
    SELECT p.topic, p.partition, w.count
    FROM bus.partitions p JOIN wanted w ON w.topic = p.topic AND w.partition = p.partition
    ORDER BY p.topic COLLATE "C", p.partition FOR UPDATE OF p
  ), moved AS (
    UPDATE bus.partitions p SET next_offset = p.next_offset + l.count
    FROM locked l WHERE p.topic = l.topic AND p.partition = l.partition
    RETURNING p.topic, p.partition, p.next_offset, p.next_offset - l.count AS first_offset
  ), written AS (
    INSERT INTO bus.segments (topic, partition, first_offset, count, codec, payload)
    SELECT m.topic, m.partition, m.first_offset + s.before, s.count, s.codec,
           substring($10::bytea FROM s.ends - s.bytes + 1 FOR s.bytes)
    FROM (
      SELECT u.*, (sum(u.bytes) OVER (ORDER BY u.position))::int AS ends
      FROM unnest($4::text[], $5::int[], $6::int[], $7::int[], $8::smallint[], $9::int[]) WITH ORDINALITY
        AS u (topic, partition, before, count, codec, bytes, position)
    ) s JOIN moved m ON m.topic = s.topic AND m.partition = s.partition
  )
  SELECT topic, partition, next_offset AS next FROM moved`;
