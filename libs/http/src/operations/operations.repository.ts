import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, newId, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { hasEnded, type Operation, type OperationState, type OperationSubject } from './operation.js';
import { operationColumns, operationOfRow, type OperationRow } from './operation-rows.js';

export interface NewOperation {
  workspaceId: string;
  kind: string;
  subject: OperationSubject;
  input: unknown;
  total: number | null;
  createdBy: Actor;
}

export interface OperationFilter {
  state?: readonly OperationState[];
  kind?: readonly string[];
}

/** The operations of one service, as requests see them. */
@Injectable()
export class OperationsRepository {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  private get table(): string {
    return `${this.database.owner}.operations`;
  }

  async add(operation: NewOperation, tx: EntityManager): Promise<Operation> {
    const [row] = await tx.query<[OperationRow]>(
      `INSERT INTO ${this.table} AS o
         (workspace_id, id, kind, state, subject_kind, subject_id, input, total, created_at, created_by)
       VALUES ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, $9) RETURNING ${operationColumns('o')}`,
      [
        operation.workspaceId,
        newId(),
        operation.kind,
        operation.subject.kind,
        operation.subject.id,
        JSON.stringify(operation.input),
        operation.total,
        toIso(this.clock.now()),
        JSON.stringify(operation.createdBy),
      ],
    );
    return operationOfRow(row);
  }

  async find(workspaceId: string, id: string): Promise<Operation | undefined> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const rows = await tx.query<OperationRow[]>(
        `SELECT ${operationColumns('o')} FROM ${this.table} o WHERE o.workspace_id = $1 AND o.id = $2`,
        [workspaceId, id],
      );
      return rows[0] && operationOfRow(rows[0]);
    });
  }

  /** Newest first. @param before an id; those made before it */
  async list(
    workspaceId: string,
    filter: OperationFilter,
    before: string | undefined,
    limit: number,
  ): Promise<Operation[]> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const rows = await tx.query<OperationRow[]>(
        `SELECT ${operationColumns('o')} FROM ${this.table} o
          WHERE o.workspace_id = $1 AND ($2::text[] IS NULL OR o.state = ANY ($2))
            AND ($3::text[] IS NULL OR o.kind = ANY ($3)) AND ($4::uuid IS NULL OR o.id < $4)
          ORDER BY o.id DESC LIMIT $5`,
        [workspaceId, filter.state ?? null, filter.kind ?? null, before ?? null, limit],
      );
      return rows.map(operationOfRow);
    });
  }

  /**
   * Asks whoever works on the operation to end it after the slice in hand; one that nobody works on is due at once.
   * @returns the operation and whether it could still be asked; undefined when there is none
   */
  async requestCancel(
    workspaceId: string,
    id: string,
  ): Promise<{ operation: Operation; asked: boolean } | undefined> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const rows = await tx.query<[OperationRow[], number]>(
        `UPDATE ${this.table} AS o SET cancel_requested_at = coalesce(o.cancel_requested_at, $3),
           due_at = CASE WHEN o.lease IS NULL THEN now() ELSE o.due_at END
         WHERE o.workspace_id = $1 AND o.id = $2 AND o.state IN ('pending', 'running')
         RETURNING ${operationColumns('o')}`,
        [workspaceId, id, toIso(this.clock.now())],
      );
      const updated = rows[0][0];
      if (updated) return { operation: operationOfRow(updated), asked: true };
      const operation = await this.find(workspaceId, id);
      return operation && { operation, asked: !hasEnded(operation.state) };
    });
  }
}
