import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { OutcomeCount, SourceOutcome } from '../schema/domain/count-outcomes.js';
import { columnsOf, runPrepared } from './run-prepared.js';

const add = {
  name: 'profiles_add_source_outcomes',
  text: `
    INSERT INTO profiles.source_outcomes AS o
      (workspace_id, source_id, bucket_at, outcome, lane, events, last_received_at)
    SELECT workspace_id, source_id, bucket_at, outcome, $1::int, events, last_received_at
      FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::bigint[], $7::timestamptz[])
        AS g (workspace_id, source_id, bucket_at, outcome, events, last_received_at)
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (workspace_id, source_id, bucket_at, outcome, lane) DO UPDATE
      SET events = o.events + excluded.events,
          last_received_at = greatest(o.last_received_at, excluded.last_received_at)`,
};

export interface SourceOutcomeRow {
  sourceId: string;
  outcome: SourceOutcome;
  lastHour: number;
  last24Hours: number;
  last30Days: number;
  lastReceivedAt: Date;
}

/** What became of the events of a source, per five minutes. An outcome has one writer, so that lanes never meet. */
@Injectable()
export class SourceOutcomesRepository {
  async add(tx: EntityManager, counts: readonly OutcomeCount[], lane: number): Promise<void> {
    if (counts.length === 0) return;
    const columns = columnsOf(counts, 6, (count) => [
      count.workspaceId,
      count.sourceId,
      toIso(count.bucketMs),
      count.outcome,
      count.events,
      toIso(count.lastMs),
    ]);
    await runPrepared(tx, add, [lane, ...columns]);
  }

  /** Of the 30 days before now; buckets that began before a window's beginning are outside. */
  async read(
    tx: EntityManager,
    workspaceId: string,
    from: { hour: string; day: string; month: string },
  ): Promise<SourceOutcomeRow[]> {
    const rows = await tx.query<Record<keyof SourceOutcomeRow, string | Date>[]>(
      `SELECT source_id AS "sourceId", outcome,
              coalesce(sum(events) FILTER (WHERE bucket_at >= $2::timestamptz), 0) AS "lastHour",
              coalesce(sum(events) FILTER (WHERE bucket_at >= $3::timestamptz), 0) AS "last24Hours",
              sum(events) AS "last30Days", max(last_received_at) AS "lastReceivedAt"
         FROM profiles.source_outcomes
        WHERE workspace_id = $1 AND bucket_at >= $4::timestamptz
        GROUP BY source_id, outcome`,
      [workspaceId, from.hour, from.day, from.month],
    );
    return rows.map((row) => ({
      sourceId: row.sourceId as string,
      outcome: row.outcome as SourceOutcome,
      lastHour: Number(row.lastHour),
      last24Hours: Number(row.last24Hours),
      last30Days: Number(row.last30Days),
      lastReceivedAt: row.lastReceivedAt as Date,
    }));
  }
}
