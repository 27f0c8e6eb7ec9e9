import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Database } from '@rapport/database';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { longestPackMs } from './domain/pack-records.js';
import type { MinuteCount, Outcome, Pack } from './domain/pack-records.js';
import type { StreamPosition } from './domain/stream-position.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** A row, its texts still packed. */
export interface RecentRow {
  outcome: Outcome;
  partition: number;
  seq: number;
  count: number;
  receivedToMs: number;
  storedAtMs: number;
  payload: Buffer;
}

interface Row {
  outcome: Outcome;
  partition: number;
  seq: string;
  count: number;
  received_to: Date;
  stored_at: Date;
  payload: Buffer;
}

export interface RowsBefore {
  outcome: Outcome | undefined;
  sourceIds: string[] | undefined;
  /** Rows that may hold events of this moment or earlier. */
  untilMs: number | undefined;
  /** The last row read so far. */
  after: RecentRow | undefined;
}

const columns = 'e.outcome, e.partition, e.seq, e.count, e.received_to, e.stored_at, e.payload';

/** The tables of what came lately. A row is read as a whole; what is in it is for the caller. */
export class RecentEventsRepository {
  constructor(private readonly database: Database) {}

  async add(outcome: Outcome, partition: number, packs: readonly Pack[], tx: EntityManager): Promise<void> {
    if (packs.length === 0) return;
    const payloads = await Promise.all(packs.map((pack) => deflate(pack.texts.join('\n'), { level: 1 })));
    await tx.query(
      `INSERT INTO ingestion.recent_events
         (workspace_id, outcome, partition, count, source_ids, received_from, received_to, payload)
       SELECT workspace_id, $1, $2, count, string_to_array(source_ids, ' ')::uuid[], received_from, received_to, payload
         FROM unnest($3::uuid[], $4::int[], $5::text[], $6::timestamptz[], $7::timestamptz[], $8::bytea[])
           WITH ORDINALITY AS p(workspace_id, count, source_ids, received_from, received_to, payload, place)
        ORDER BY place`,
      [
        outcome,
        partition,
        packs.map((pack) => pack.workspaceId),
        packs.map((pack) => pack.texts.length),
        packs.map((pack) => pack.sourceIds.join(' ')),
        packs.map((pack) => toIso(pack.fromMs)),
        packs.map((pack) => toIso(pack.toMs)),
        payloads,
      ],
    );
  }

  async addCounts(
    outcome: Outcome,
    partition: number,
    counts: readonly MinuteCount[],
    tx: EntityManager,
  ): Promise<void> {
    if (counts.length === 0) return;
    await tx.query(
      `INSERT INTO ingestion.source_minutes AS m
         (workspace_id, source_id, minute, outcome, partition, events, last_received_at)
       SELECT workspace_id, source_id, minute, $1, $2, events, last_received_at
         FROM unnest($3::uuid[], $4::uuid[], $5::timestamptz[], $6::bigint[], $7::timestamptz[])
           AS c(workspace_id, source_id, minute, events, last_received_at)
       ON CONFLICT (workspace_id, source_id, minute, outcome, partition) DO UPDATE
         SET events = m.events + excluded.events,
             last_received_at = greatest(m.last_received_at, excluded.last_received_at)`,
      [
        outcome,
        partition,
        counts.map((count) => count.workspaceId),
        counts.map((count) => count.sourceId),
        counts.map((count) => toIso(count.minuteMs)),
        counts.map((count) => count.events),
        counts.map((count) => toIso(count.lastMs)),
      ],
    );
  }

  /** Newest first, by the latest event in the row. */
  async rowsBefore(workspaceId: string, before: RowsBefore, most: number): Promise<RecentRow[]> {
    const { outcome, sourceIds, untilMs, after } = before;
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      tx.query<Row[]>(
        `SELECT ${columns} FROM ingestion.recent_events e
          WHERE e.workspace_id = $1
            AND ($2::text IS NULL OR e.outcome = $2)
            AND ($3::uuid[] IS NULL OR e.source_ids && $3)
            AND ($4::timestamptz IS NULL OR (e.received_from <= $4 AND e.received_to <= $5::timestamptz))
            AND ($6::timestamptz IS NULL OR (e.received_to, e.seq) < ($6, $7::bigint))
          ORDER BY e.received_to DESC, e.seq DESC LIMIT $8`,
        [
          workspaceId,
          outcome ?? null,
          sourceIds ?? null,
          untilMs === undefined ? null : toIso(untilMs),
          untilMs === undefined ? null : toIso(untilMs + longestPackMs),
          after ? toIso(after.receivedToMs) : null,
          after?.seq ?? null,
          most,
        ],
      ),
    );
    return rows.map(rowOf);
  }

  /** In the order in which they were stored, as far as there is one. */
  async rowsAfter(workspaceId: string, position: StreamPosition, most: number): Promise<RecentRow[]> {
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      tx.query<Row[]>(
        `SELECT ${columns}
           FROM unnest($2::text[], $3::int[], $4::bigint[]) AS p(outcome, partition, seq)
           JOIN ingestion.recent_events e
             ON e.workspace_id = $1 AND e.outcome = p.outcome AND e.partition = p.partition AND e.seq > p.seq
          WHERE e.stored_at > now() - interval '1 hour'
          ORDER BY e.seq LIMIT $5`,
        [
          workspaceId,
          position.map((lane) => lane.outcome),
          position.map((lane) => lane.partition),
          position.map((lane) => lane.seq),
          most,
        ],
      ),
    );
    return rows.map(rowOf);
  }

  /** Where each lane ends now; 0 for one that had nothing in the last hour. */
  async ends(workspaceId: string, lanes: StreamPosition): Promise<StreamPosition> {
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      tx.query<{ outcome: Outcome; partition: number; seq: string | null }[]>(
        `SELECT p.outcome, p.partition, last.seq
           FROM unnest($2::text[], $3::int[]) WITH ORDINALITY AS p(outcome, partition, place)
           LEFT JOIN LATERAL (
             SELECT e.seq FROM ingestion.recent_events e
              WHERE e.workspace_id = $1 AND e.outcome = p.outcome AND e.partition = p.partition
                AND e.stored_at > now() - interval '1 hour'
              ORDER BY e.seq DESC LIMIT 1) last ON true
          ORDER BY p.place`,
        [workspaceId, lanes.map((lane) => lane.outcome), lanes.map((lane) => lane.partition)],
      ),
    );
    return rows.map(({ outcome, partition, seq }) => ({ outcome, partition, seq: Number(seq ?? 0) }));
  }

  /** One line of JSON text per event. */
  async textsOf(row: RecentRow): Promise<string[]> {
    return (await inflate(row.payload)).toString('utf8').split('\n');
  }

  async rollDays(keepDays: number): Promise<void> {
    for (const table of ['recent_events', 'source_minutes']) {
      await this.database.query(`SELECT ingestion.roll_days($1, $2)`, [table, keepDays]);
    }
  }
}

function rowOf(row: Row): RecentRow {
  return {
    outcome: row.outcome,
    partition: row.partition,
    seq: Number(row.seq),
    count: row.count,
    receivedToMs: row.received_to.getTime(),
    storedAtMs: row.stored_at.getTime(),
    payload: row.payload,
  };
}
