import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, newId, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Operation, OperationFault, OperationProgress, OperationState } from './operation.js';
import { operationColumns, operationOfRow, type OperationRow } from './operation-rows.js';

/** An operation that this process works on, as long as the lease is the one in the table. */
export interface ClaimedOperation {
  operation: Operation;
  lease: string;
  failures: number;
  cancelRequested: boolean;
}

/** Another instance has taken the operation over: what was done in this transaction must not count. */
export class LeaseLostError extends Error {}

export const leaseMs = 30_000;
const keptMs = 30 * 24 * 60 * 60 * 1000;

/** Who works on which operation. Leases go by the database's clock, which all instances share. */
@Injectable()
export class OperationClaims {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  private get table(): string {
    return `${this.database.owner}.operations`;
  }

  /** Takes on the operation that has waited longest, one whose instance died included. */
  async claim(kinds: readonly string[]): Promise<ClaimedOperation | undefined> {
    const lease = newId();
    const [rows] = await this.database.newTransaction((tx) =>
      tx.query<[(OperationRow & { failures: number; cancel_requested: boolean })[], number]>(
        `UPDATE ${this.table} AS o SET state = 'running', lease = $1, started_at = coalesce(o.started_at, $2),
           due_at = clock_timestamp() + $3 * interval '1 ms'
         FROM (SELECT workspace_id, id FROM ${this.table}
                WHERE state IN ('pending', 'running') AND kind = ANY ($4) AND due_at <= clock_timestamp()
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) due
         WHERE o.workspace_id = due.workspace_id AND o.id = due.id
         RETURNING ${operationColumns('o')}, o.failures, o.cancel_requested_at IS NOT NULL AS cancel_requested`,
        [lease, toIso(this.clock.now()), leaseMs, kinds],
      ),
    );
    const row = rows[0];
    if (!row) return undefined;
    return {
      operation: operationOfRow(row),
      lease,
      failures: row.failures,
      cancelRequested: row.cancel_requested,
    };
  }

  /** For slices that take long. A lost lease shows at the end of the slice. */
  async renew({ operation, lease }: ClaimedOperation): Promise<void> {
    await this.database.newTransaction((tx) =>
      tx.query(
        `UPDATE ${this.table} SET due_at = clock_timestamp() + $4 * interval '1 ms'
          WHERE workspace_id = $1 AND id = $2 AND lease = $3`,
        [operation.workspaceId, operation.id, lease, leaseMs],
      ),
    );
  }

  /** @returns whether somebody wants it cancelled @throws LeaseLostError */
  async advance(
    { operation, lease }: ClaimedOperation,
    cursor: unknown,
    progress: OperationProgress,
    tx: EntityManager,
  ): Promise<boolean> {
    const [rows] = await tx.query<[{ cancel_requested: boolean }[], number]>(
      `UPDATE ${this.table} SET cursor = $4, done = $5, total = $6, failures = 0,
         due_at = clock_timestamp() + $7 * interval '1 ms'
       WHERE workspace_id = $1 AND id = $2 AND lease = $3
       RETURNING cancel_requested_at IS NOT NULL AS cancel_requested`,
      [
        operation.workspaceId,
        operation.id,
        lease,
        JSON.stringify(cursor),
        progress.done,
        progress.total,
        leaseMs,
      ],
    );
    if (!rows[0]) throw new LeaseLostError();
    return rows[0].cancel_requested;
  }

  /** @throws LeaseLostError */
  async end(
    { operation, lease }: ClaimedOperation,
    ending: {
      state: OperationState;
      progress: OperationProgress;
      result: unknown;
      error: OperationFault | null;
    },
    tx: EntityManager,
  ): Promise<Operation> {
    const [rows] = await tx.query<[OperationRow[], number]>(
      `UPDATE ${this.table} AS o SET state = $4, done = $5, total = $6, result = $7, error = $8, finished_at = $9, lease = NULL
        WHERE o.workspace_id = $1 AND o.id = $2 AND o.lease = $3 RETURNING ${operationColumns('o')}`,
      [
        operation.workspaceId,
        operation.id,
        lease,
        ending.state,
        ending.progress.done,
        ending.progress.total,
        ending.result === null ? null : JSON.stringify(ending.result),
        ending.error && JSON.stringify(ending.error),
        toIso(this.clock.now()),
      ],
    );
    if (!rows[0]) throw new LeaseLostError();
    return operationOfRow(rows[0]);
  }

  /** Lets it go, to be taken on again after `pauseMs`. A wish to cancel does not wait so long. */
  async release({ operation, lease }: ClaimedOperation, pauseMs: number, failures: number): Promise<void> {
    await this.database.newTransaction((tx) =>
      tx.query(
        `UPDATE ${this.table} SET lease = NULL, failures = $5, due_at = clock_timestamp()
           + CASE WHEN cancel_requested_at IS NULL THEN $4 ELSE 0 END * interval '1 ms'
          WHERE workspace_id = $1 AND id = $2 AND lease = $3`,
        [operation.workspaceId, operation.id, lease, pauseMs, failures],
      ),
    );
  }

  /** Ended operations are kept for 30 days. */
  async forgetOld(): Promise<void> {
    await this.database.newTransaction((tx) =>
      tx.query(`DELETE FROM ${this.table} WHERE finished_at < $1`, [toIso(this.clock.now() - keptMs)]),
    );
  }
}
