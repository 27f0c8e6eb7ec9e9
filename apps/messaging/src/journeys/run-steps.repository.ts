import { Injectable } from '@nestjs/common';
import type { MessageReason, MessageState } from '@rapport/contracts';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Run } from './domain/run.js';
import { type TrailEntry, trailOf } from './domain/run-trail.js';

/** The place after the last one that a run `r` has, as SQL. */
export const nextPlace = `(SELECT coalesce(max(s.place), 0) + 1 FROM messaging.run_steps s
  WHERE s.workspace_id = r.workspace_id AND s.run_id = r.id)`;

/** A run as it was before it moved, null when it has just entered, and as it is now. */
export interface RunMove {
  before: Run | null;
  after: Run;
}

/** A step as a reader of the timeline wants it. */
export interface StepRow {
  workspaceId: string;
  runId: string;
  place: number;
  at: Date;
  kind: TrailEntry['kind'];
  step: string | null;
  outcome: string | null;
  reason: string | null;
  msgId: string | null;
  journeyId: string;
  version: number;
  journeyName: string;
  messageState: MessageState | null;
  messageReason: MessageReason | null;
}

export interface StepPage {
  /** A place in the list. */
  after: { at: string; runId: string; place: number } | undefined;
  from?: string | undefined;
  to?: string | undefined;
  limit: number;
}

/** The way of each run, one row per thing it did; written in the transaction that moved it, never changed. */
@Injectable()
export class RunSteps {
  async add(moves: readonly RunMove[], tx: EntityManager): Promise<void> {
    const rows = moves.flatMap(({ before, after: run }) =>
      trailOf(before, run).map((entry, index) => ({ run, entry, index })),
    );
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO messaging.run_steps (workspace_id, run_id, place, profile_id, at, kind, step, outcome, reason, msg_id)
       SELECT r.workspace_id, r.id, ${nextPlace} + r.index, r.profile_id, r.at, r.kind, r.step, r.outcome, r.reason, r.msg_id
         FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[], $8::text[],
                $9::text[], $10::uuid[])
           AS r (workspace_id, id, index, profile_id, at, kind, step, outcome, reason, msg_id)`,
      [
        rows.map(({ run }) => run.workspaceId),
        rows.map(({ run }) => run.id),
        rows.map(({ index }) => index),
        rows.map(({ run }) => run.profileId),
        rows.map(({ entry }) => toIso(entry.at)),
        rows.map(({ entry }) => entry.kind),
        rows.map(({ entry }) => entry.step),
        rows.map(({ entry }) => entry.outcome),
        rows.map(({ entry }) => entry.reason),
        rows.map(({ entry }) => entry.msgId),
      ],
    );
  }

  /** Newest first. */
  async list(workspaceId: string, profileId: string, page: StepPage, tx: EntityManager): Promise<StepRow[]> {
    const { after, from, to, limit } = page;
    const parameters: unknown[] = [workspaceId, profileId];
    const where = ['s.workspace_id = $1', 's.profile_id = $2'];
    const and = (condition: (...places: string[]) => string, ...values: unknown[]): void => {
      where.push(condition(...values.map((value) => `$${parameters.push(value)}`)));
    };
    if (from !== undefined) and((at) => `s.at >= ${at}::timestamptz`, from);
    if (to !== undefined) and((at) => `s.at < ${at}::timestamptz`, to);
    if (after) {
      and(
        (at, run, place) => `(s.at, s.run_id, s.place) < (${at}::timestamptz, ${run}::uuid, ${place}::int)`,
        ...[after.at, after.runId, after.place],
      );
    }
    return tx.query<StepRow[]>(
      `SELECT s.*, r.journey_id AS "journeyId", r.version, o.name AS "journeyName", m.state AS "messageState",
              m.reason AS "messageReason"
         FROM (SELECT s.workspace_id AS "workspaceId", s.run_id AS "runId", s.place, s.at, s.kind, s.step, s.outcome,
                      s.reason, s.msg_id AS "msgId"
                 FROM messaging.run_steps s WHERE ${where.join(' AND ')}
                ORDER BY s.at DESC, s.run_id DESC, s.place DESC LIMIT $${parameters.push(limit)}) s
         JOIN messaging.runs r ON r.workspace_id = s."workspaceId" AND r.id = s."runId"
         JOIN messaging.versioned_objects o ON o.workspace_id = r.workspace_id AND o.id = r.journey_id
         LEFT JOIN messaging.messages m ON m.workspace_id = s."workspaceId" AND m.msg_id = s."msgId"
        ORDER BY s.at DESC, s."runId" DESC, s.place DESC`,
      parameters,
    );
  }
}
