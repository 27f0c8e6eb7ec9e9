import { Injectable } from '@nestjs/common';
import type { RunState } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { Run } from './domain/run.js';
import { runColumns, runOfRow, type RunRow } from './run-rows.js';

export interface RunFilter {
  journeyId?: string;
  profileIds?: string[];
  states?: RunState[];
  steps?: string[];
  version?: number;
}

/** A place in the list: newest entered first. */
export interface RunPosition {
  enteredAt: string;
  id: string;
}

export interface RunCounts {
  active: number;
  completed: number;
  exited: number;
}

/** Reads runs for people. */
@Injectable()
export class RunQueries {
  async find(workspaceId: string, id: string, tx: EntityManager): Promise<Run | undefined> {
    const rows = await tx.query<RunRow[]>(
      `SELECT ${runColumns} FROM messaging.runs r WHERE r.workspace_id = $1 AND r.id = $2`,
      [workspaceId, id],
    );
    return rows[0] && runOfRow(rows[0]);
  }

  async list(
    workspaceId: string,
    filter: RunFilter,
    page: { after: RunPosition | undefined; limit: number },
    tx: EntityManager,
  ): Promise<Run[]> {
    const parameters: unknown[] = [workspaceId];
    const where = ['r.workspace_id = $1'];
    const and = (condition: (...places: string[]) => string, ...values: unknown[]): void => {
      where.push(condition(...values.map((value) => `$${parameters.push(value)}`)));
    };
    const { journeyId, profileIds, states, steps, version } = filter;
    if (journeyId !== undefined) and((id) => `r.journey_id = ${id}`, journeyId);
    if (profileIds) and((ids) => `r.profile_id = ANY (${ids}::uuid[])`, profileIds);
    if (states?.length) and((list) => `r.state = ANY (${list}::text[])`, states);
    if (steps?.length) and((list) => `r.step = ANY (${list}::text[])`, steps);
    if (version !== undefined) and((number) => `r.version = ${number}`, version);
    if (page.after) {
      const { enteredAt, id } = page.after;
      and((at, run) => `(r.entered_at, r.id) < (${at}::timestamptz, ${run}::uuid)`, enteredAt, id);
    }
    const limit = `$${parameters.push(page.limit)}`;
    const rows = await tx.query<RunRow[]>(
      `SELECT ${runColumns} FROM messaging.runs r WHERE ${where.join(' AND ')}
        ORDER BY r.entered_at DESC, r.id DESC LIMIT ${limit}`,
      parameters,
    );
    return rows.map(runOfRow);
  }

  /** By journey id. */
  async counts(
    workspaceId: string,
    journeyIds: readonly string[],
    tx: EntityManager,
  ): Promise<Map<string, RunCounts>> {
    const rows = await tx.query<{ journey_id: string; state: RunState; count: number }[]>(
      `SELECT journey_id, state, count(*)::int AS count FROM messaging.runs
        WHERE workspace_id = $1 AND journey_id = ANY ($2::uuid[]) GROUP BY journey_id, state`,
      [workspaceId, journeyIds],
    );
    const counts = new Map(journeyIds.map((id) => [id, { active: 0, completed: 0, exited: 0 }]));
    for (const { journey_id, state, count } of rows) {
      const found = counts.get(journey_id);
      if (found && state !== 'failed') found[state] = count;
    }
    return counts;
  }
}
