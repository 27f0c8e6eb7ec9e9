import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { DatabaseClock } from './database-clock.js';
import type { EntryHistory } from './domain/entry-checks.js';
import type { Run } from './domain/run.js';
import { type EnteredRun, isoOrNull, runColumns, runOfRow, type RunRow } from './run-rows.js';
import { type RunMove, RunSteps } from './run-steps.repository.js';

/** Whose former runs decide about re-entry. */
export interface HistoryKey {
  workspaceId: string;
  journeyId: string;
  profileId: string;
  key: string;
}

export function historyKeyOf({ workspaceId, journeyId, profileId, key }: HistoryKey): string {
  return `${workspaceId}|${journeyId}|${profileId}|${key}`;
}

/** Writes runs, whole pages at a time. */
@Injectable()
export class RunsRepository {
  constructor(
    private readonly clock: DatabaseClock,
    private readonly steps: RunSteps,
  ) {}

  /** By `historyKeyOf`; absent = never entered. */
  async historyOf(keys: readonly HistoryKey[], tx: EntityManager): Promise<Map<string, EntryHistory>> {
    if (keys.length === 0) return new Map();
    const rows = await tx.query<
      (EntryRow & { workspace_id: string; journey_id: string; profile_id: string; key: string })[]
    >(
      `SELECT r.workspace_id, r.journey_id, r.profile_id, r.key, count(*)::int AS entered,
              (count(*) FILTER (WHERE r.state = 'active'))::int AS active,
              max(r.entered_at) AS last_entered_at, max(r.ended_at) AS last_ended_at
         FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[])
                 AS w(workspace_id, journey_id, profile_id, key)) w
         JOIN messaging.runs r USING (workspace_id, journey_id, profile_id, key)
        GROUP BY r.workspace_id, r.journey_id, r.profile_id, r.key`,
      [
        keys.map((key) => key.workspaceId),
        keys.map((key) => key.journeyId),
        keys.map((key) => key.profileId),
        keys.map((key) => key.key),
      ],
    );
    return new Map(
      rows.map((row) => [
        historyKeyOf({
          workspaceId: row.workspace_id,
          journeyId: row.journey_id,
          profileId: row.profile_id,
          key: row.key,
        }),
        {
          entered: row.entered,
          active: row.active,
          lastEnteredAt: row.last_entered_at?.getTime() ?? null,
          lastEndedAt: row.last_ended_at?.getTime() ?? null,
        },
      ]),
    );
  }

  /** @returns ids of the runs that are new: an event that started one before starts no second */
  async insert(runs: readonly EnteredRun[], tx: EntityManager): Promise<Set<string>> {
    if (runs.length === 0) return new Set();
    const rows = await tx.query<{ id: string }[]>(
      `INSERT INTO messaging.runs (workspace_id, id, journey_id, version, profile_id, anchor, key, exclusive,
         cause_event_id, event, entered_at, state, exit_reason, step, due_at, ended_at, steps, visits)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::uuid[], $6::text[], $7::text[],
         $8::boolean[], $9::uuid[], $10::json[], $11::timestamptz[], $12::text[], $13::text[], $14::text[],
         $15::timestamptz[], $16::timestamptz[], $17::json[], $18::jsonb[])
       ON CONFLICT (workspace_id, journey_id, cause_event_id) DO NOTHING RETURNING id`,
      [
        runs.map((run) => run.workspaceId),
        runs.map((run) => run.id),
        runs.map((run) => run.journeyId),
        runs.map((run) => run.version),
        runs.map((run) => run.profileId),
        runs.map((run) => run.anchor),
        runs.map((run) => run.key),
        runs.map((run) => run.exclusive),
        runs.map((run) => run.causeEventId),
        runs.map((run) => (run.event === null ? null : JSON.stringify(run.event))),
        runs.map((run) => toIso(run.enteredAt)),
        ...progressOf(runs),
      ],
    );
    const inserted = new Set(rows.map(({ id }) => id));
    const fresh = runs.filter(({ id }) => inserted.has(id));
    await this.steps.add(
      fresh.map((after) => ({ before: null, after })),
      tx,
    );
    return inserted;
  }

  /**
   * Runs whose moment has come, the most overdue first; locked, and passed over by whoever else claims. A run is had together
   * with those that stand aside for it or not at all, so that what they decided and what the ledger knows of it stay as they
   * are while it goes on. Nobody waits for a run here, hence no deadlock with whoever locks several in another order.
   */
  async claimDue(limit: number, tx: EntityManager): Promise<Run[]> {
    const due = await tx.query<RunRow[]>(
      `SELECT ${runColumns} FROM messaging.runs r
        WHERE r.due_at <= ${this.clock.sql} ORDER BY r.due_at LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [limit],
    );
    const waiting = new Set(await this.standingForTaken(due, tx));
    return due.filter(({ id }) => !waiting.has(id)).map(runOfRow);
  }

  /** @returns ids of those of these runs of whose twins another transaction holds one; the other twins are locked */
  private async standingForTaken(runs: readonly RunRow[], tx: EntityManager): Promise<string[]> {
    if (runs.length === 0) return [];
    const rows = await tx.query<{ id: string }[]>(
      `WITH twins AS MATERIALIZED (
         SELECT r.workspace_id, r.id, r.twin_of FROM messaging.runs r
          WHERE (r.workspace_id, r.twin_of) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[])) AND r.twin_of IS NOT NULL),
       had AS MATERIALIZED (
         SELECT r.id FROM messaging.runs r
          WHERE (r.workspace_id, r.id) IN (SELECT t.workspace_id, t.id FROM twins t) FOR UPDATE SKIP LOCKED)
       SELECT DISTINCT t.twin_of AS id FROM twins t WHERE NOT EXISTS (SELECT FROM had WHERE had.id = t.id)`,
      [runs.map((run) => run.workspace_id), runs.map((run) => run.id)],
    );
    return rows.map(({ id }) => id);
  }

  /** Milliseconds until the next run is due, negative when it is late; undefined when none waits. */
  async untilNextDue(tx: EntityManager): Promise<number | undefined> {
    const rows = await tx.query<{ ms: number | null }[]>(
      `SELECT (extract(epoch FROM min(due_at) - ${this.clock.sql}) * 1000)::float8 AS ms
         FROM messaging.runs WHERE due_at IS NOT NULL`,
    );
    return rows[0]?.ms ?? undefined;
  }

  /** Writes where locked runs now stand, and which way they went. */
  async save(moves: readonly RunMove[], tx: EntityManager): Promise<void> {
    if (moves.length === 0) return;
    const runs = moves.map(({ after }) => after);
    await this.steps.add(moves, tx);
    await tx.query(
      `UPDATE messaging.runs r SET state = u.state, exit_reason = u.exit_reason, step = u.step, due_at = u.due_at,
              ended_at = u.ended_at, steps = u.steps, visits = u.visits
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[],
                $8::json[], $9::jsonb[])
           AS u(workspace_id, id, state, exit_reason, step, due_at, ended_at, steps, visits)
        WHERE r.workspace_id = u.workspace_id AND r.id = u.id`,
      [runs.map((run) => run.workspaceId), runs.map((run) => run.id), ...progressOf(runs)],
    );
  }
}

interface EntryRow {
  entered: number;
  active: number;
  last_entered_at: Date | null;
  last_ended_at: Date | null;
}

/** The columns that change as a run moves, in the order of both statements. */
function progressOf(runs: readonly Run[]): unknown[][] {
  return [
    runs.map((run) => run.state),
    runs.map((run) => run.exitReason),
    runs.map((run) => run.step),
    runs.map((run) => isoOrNull(run.dueAt)),
    runs.map((run) => isoOrNull(run.endedAt)),
    runs.map((run) => JSON.stringify(run.steps)),
    runs.map((run) => JSON.stringify(run.visits)),
  ];
}
