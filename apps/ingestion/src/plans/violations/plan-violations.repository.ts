import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import { laneKey } from './domain/count-violations.js';
import type { StoredKinds, ViolationCount } from './domain/count-violations.js';
import type { Outcome } from './domain/read-violations.js';

export interface ViolationFilter {
  /** uuids */
  sourceIds: string[] | undefined;
  events: string[] | undefined;
  types: string[] | undefined;
  from: string | undefined;
  to: string | undefined;
}

export interface ViolationRow {
  digest: string;
  sourceId: string;
  eventType: string;
  event: string | null;
  type: string;
  field: string;
  action: string;
  message: string;
  count: string;
  firstAt: Date;
  lastAt: Date;
  exampleMessageId: string;
}

export interface ViolationPosition {
  firstAt: string;
  digest: string;
}

/** The counters of violations; a lane is written by one consumer at a time. */
@Injectable()
export class PlanViolationsRepository {
  constructor(private readonly database: Database) {}

  /** How many kinds each plan and day of `counts` has in this lane, and which of `counts` are among them. */
  async storedKinds(
    outcome: Outcome,
    partition: number,
    counts: readonly ViolationCount[],
    tx: EntityManager,
  ): Promise<Map<string, StoredKinds>> {
    const lanes = [...new Map(counts.map((count) => [laneKey(count), count])).values()];
    const rows = await tx.query<{ planId: string; day: string; kinds: number; known: string[] | null }[]>(
      `SELECT v.plan_id AS "planId", v.day::text AS day, count(*)::int AS kinds,
              array_agg(encode(v.digest, 'hex')) FILTER (WHERE v.digest = ANY ($6::bytea[])) AS known
         FROM unnest($1::uuid[], $2::uuid[], $3::date[]) AS l (workspace_id, plan_id, day)
         JOIN ingestion.plan_violations v USING (workspace_id, plan_id, day)
        WHERE v.outcome = $4 AND v.partition = $5 GROUP BY v.plan_id, v.day`,
      [
        lanes.map(({ workspaceId }) => workspaceId),
        lanes.map(({ planId }) => planId),
        lanes.map(({ day }) => day),
        outcome,
        partition,
        counts.map(({ digest }) => Buffer.from(digest, 'hex')),
      ],
    );
    return new Map(rows.map((row) => [laneKey(row), { kinds: row.kinds, known: new Set(row.known) }]));
  }

  async add(
    outcome: Outcome,
    partition: number,
    counts: readonly ViolationCount[],
    tx: EntityManager,
  ): Promise<void> {
    const column = <Key extends keyof ViolationCount>(key: Key) => counts.map((count) => count[key]);
    await tx.query(
      `INSERT INTO ingestion.plan_violations AS v
         (workspace_id, plan_id, day, outcome, partition, digest, source_id, event_type, event, type, field, action,
          message, count, first_at, last_at, example_message_id)
       SELECT workspace_id, plan_id, day, $1, $2, digest, source_id, event_type, event, type, field, action,
              message, count, first_at, last_at, example
         FROM unnest($3::uuid[], $4::uuid[], $5::date[], $6::bytea[], $7::uuid[], $8::text[], $9::text[], $10::text[],
                     $11::text[], $12::text[], $13::text[], $14::bigint[], $15::timestamptz[], $16::timestamptz[],
                     $17::text[])
           AS c (workspace_id, plan_id, day, digest, source_id, event_type, event, type, field, action, message, count,
                 first_at, last_at, example)
       ON CONFLICT (workspace_id, plan_id, day, outcome, partition, digest) DO UPDATE
         SET count = v.count + excluded.count, message = excluded.message,
             first_at = least(v.first_at, excluded.first_at), last_at = greatest(v.last_at, excluded.last_at),
             example_message_id = excluded.example_message_id`,
      [
        outcome,
        partition,
        column('workspaceId'),
        column('planId'),
        column('day'),
        counts.map(({ digest }) => Buffer.from(digest, 'hex')),
        column('sourceId'),
        column('eventType'),
        column('event'),
        column('type'),
        column('field'),
        column('action'),
        column('message'),
        column('count'),
        column('firstAt'),
        column('lastAt'),
        column('exampleMessageId'),
      ],
    );
  }

  /** Kinds of violations, those that began last first. */
  async list(
    workspaceId: string,
    planId: string,
    { sourceIds, events, types, from, to }: ViolationFilter,
    page: { after: ViolationPosition | undefined; limit: number },
  ): Promise<ViolationRow[]> {
    return this.database.inWorkspace(workspaceId, (tx) =>
      tx.query<ViolationRow[]>(
        `SELECT * FROM (
           SELECT encode(digest, 'hex') AS digest, source_id AS "sourceId", event_type AS "eventType", event, type, field,
                  action, sum(count) AS count, min(first_at) AS "firstAt", max(last_at) AS "lastAt",
                  (array_agg(message ORDER BY last_at DESC))[1] AS message,
                  (array_agg(example_message_id ORDER BY last_at DESC))[1] AS "exampleMessageId"
             FROM ingestion.plan_violations
            WHERE workspace_id = $1 AND plan_id = $2
              AND ($3::uuid[] IS NULL OR source_id = ANY ($3)) AND ($4::text[] IS NULL OR event = ANY ($4))
              AND ($5::text[] IS NULL OR type = ANY ($5))
              AND ($6::timestamptz IS NULL OR last_at >= $6) AND ($7::timestamptz IS NULL OR first_at < $7)
            GROUP BY plan_violations.digest, source_id, event_type, event, type, field, action) kinds
          WHERE $8::timestamptz IS NULL OR ("firstAt", digest) < ($8, $9::text)
          ORDER BY "firstAt" DESC, digest DESC LIMIT $10`,
        [
          ...[
            workspaceId,
            planId,
            sourceIds ?? null,
            events ?? null,
            types ?? null,
            from ?? null,
            to ?? null,
          ],
          ...[page.after?.firstAt ?? null, page.after?.digest ?? null, page.limit],
        ],
      ),
    );
  }

  async forget(keepDays: number): Promise<void> {
    await this.database.query(
      `DELETE FROM ingestion.plan_violations WHERE day < (now() AT TIME ZONE 'UTC')::date - $1::int`,
      [keepDays],
    );
  }
}
