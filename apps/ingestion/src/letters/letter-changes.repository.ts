import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { LetterDetails, LetterState } from './domain/stored-letter.js';
import { filterCondition, filterValues, letterColumns } from './letter-rows.js';
import type { LetterFilter, WholeLetter } from './letter-rows.js';

/** A letter that a step of an operation may concern. */
export interface Candidate {
  id: string;
  bytes: number;
}

/** What becomes of a letter that was open. */
export interface LetterChange {
  id: string;
  madeAt: Date;
  state: LetterState;
  /** Given when it was tried in vain. */
  failure?: { code: string; field: string | null; message: string };
}

/** Moves letters from one state to the next; the row's state decides who may, and its lock who is first. */
export class LetterChanges {
  async count(workspaceId: string, filter: LetterFilter, until: string, tx: EntityManager): Promise<number> {
    const [row] = await tx.query<[{ count: string }]>(
      `SELECT count(*) AS count FROM ingestion.dead_letters WHERE ${filterCondition} AND id <= $10`,
      [...filterValues(workspaceId, filter), until],
    );
    return Number(row.count);
  }

  /** Oldest first, without locks. @param after an id; those made after it */
  async next(
    workspaceId: string,
    filter: LetterFilter,
    range: { after: string | null; until: string; limit: number },
    tx: EntityManager,
  ): Promise<Candidate[]> {
    return tx.query<Candidate[]>(
      `SELECT id, octet_length(payload) AS bytes FROM ingestion.dead_letters
        WHERE ${filterCondition} AND id <= $10 AND ($11::uuid IS NULL OR id > $11) ORDER BY id LIMIT $12`,
      [...filterValues(workspaceId, filter), range.until, range.after, range.limit],
    );
  }

  /** Of these, the ones that are open, locked until `tx` ends: who comes second waits, and then finds them settled. */
  async lockOpen(workspaceId: string, ids: readonly string[], tx: EntityManager): Promise<WholeLetter[]> {
    return this.open(workspaceId, ids, 'FOR UPDATE', tx);
  }

  /** The same for those who only look. */
  async readOpen(workspaceId: string, ids: readonly string[], tx: EntityManager): Promise<WholeLetter[]> {
    return this.open(workspaceId, ids, '', tx);
  }

  async change(
    workspaceId: string,
    changes: readonly LetterChange[],
    by: { operationId: string; nowMs: number },
    tx: EntityManager,
  ): Promise<void> {
    if (changes.length === 0) return;
    await tx.query(
      `UPDATE ingestion.dead_letters l SET state = given.state, operation_id = $8, last_at = $9,
         attempts = l.attempts + (given.code IS NOT NULL)::int, code = coalesce(given.code, l.code),
         field = CASE WHEN given.code IS NULL THEN l.field ELSE given.field END,
         message = coalesce(given.message, l.message)
       FROM unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[])
         AS given (id, made_at, state, code, field, message)
       WHERE l.workspace_id = $1 AND l.id = given.id AND l.made_at = given.made_at`,
      [
        workspaceId,
        changes.map(({ id }) => id),
        changes.map(({ madeAt }) => toIso(madeAt.getTime())),
        changes.map(({ state }) => state),
        changes.map(({ failure }) => failure?.code ?? null),
        changes.map(({ failure }) => failure?.field ?? null),
        changes.map(({ failure }) => failure?.message ?? null),
        by.operationId,
        toIso(by.nowMs),
      ],
    );
  }

  /** @returns how many of them were open */
  async discard(
    workspaceId: string,
    ids: readonly string[],
    by: { operationId: string; nowMs: number },
    tx: EntityManager,
  ): Promise<number> {
    const [, settled] = await tx.query<[unknown[], number]>(
      `WITH locked AS (
         SELECT id, made_at FROM ingestion.dead_letters
          WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) AND state = 'open' ORDER BY id FOR UPDATE
       )
       UPDATE ingestion.dead_letters l SET state = 'discarded', operation_id = $3, last_at = $4
         FROM locked WHERE l.workspace_id = $1 AND l.id = locked.id AND l.made_at = locked.made_at`,
      [workspaceId, ids, by.operationId, toIso(by.nowMs)],
    );
    return settled;
  }

  private async open(
    workspaceId: string,
    ids: readonly string[],
    lock: 'FOR UPDATE' | '',
    tx: EntityManager,
  ): Promise<WholeLetter[]> {
    const rows = await tx.query<(WholeLetter & { details: string })[]>(
      `SELECT ${letterColumns}, details, payload FROM ingestion.dead_letters
        WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) AND state = 'open' ORDER BY id ${lock}`,
      [workspaceId, ids],
    );
    return rows.map((row) => ({ ...row, details: JSON.parse(row.details) as LetterDetails }));
  }
}
