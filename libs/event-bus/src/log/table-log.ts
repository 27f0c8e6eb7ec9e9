import type { Database } from '@rapport/database';
import type { LogHead, LogSource } from '../consume/log-source.js';
import type { BusRecord } from '../event-bus.js';
import type { LogWatch } from './log-watch.js';
import { decodeSegment } from './segment-codec.js';

/** Reads the log tables, outside any transaction: what is committed never changes. */
export class TableLog implements LogSource {
  constructor(
    private readonly database: Database,
    private readonly watch: LogWatch,
  ) {}

  /** Fewer than `atLeast` at the end of the log, more when segments are large. */
  async read(topic: string, partition: number, from: bigint, atLeast: number): Promise<BusRecord[]> {
    const rows = await this.database.dataSource.query<SegmentRow[]>(readStatement, [
      topic,
      partition,
      from.toString(),
      atLeast,
    ]);
    return rows.flatMap((row) =>
      decodeSegment({ ...row, topic, partition, firstOffset: BigInt(row.firstOffset) }, from),
    );
  }

  headOf(topic: string, partition: number): bigint {
    return this.watch.headOf(topic, partition);
  }

  onHead(listener: (head: LogHead) => void): void {
    this.watch.onHead(listener);
  }
}

interface SegmentRow {
  firstOffset: string;
  codec: number;
  payload: Buffer;
}

/**
 * The segment that holds `from` begins less than 500 records before it, because no segment holds more. The running sum looks at
 * counts only, so that payloads beyond what was asked for are never fetched from their side table.
 */
const readStatement = `
  SELECT first_offset AS "firstOffset", codec, payload FROM (
    SELECT first_offset, codec, payload, sum(count) OVER (ORDER BY first_offset) - count AS before
    FROM (
      SELECT first_offset, count, codec, payload FROM bus.segments
      WHERE topic = $1 AND partition = $2 AND first_offset > $3::bigint - 500 AND first_offset + count > $3::bigint
      ORDER BY first_offset LIMIT $4
    ) s
  ) s WHERE before < $4 ORDER BY first_offset`;
