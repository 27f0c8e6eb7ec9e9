import type { Actor } from '@rapport/access';
import type { Operation, OperationFault, OperationState } from './operation.js';

export interface OperationRow {
  workspace_id: string;
  id: string;
  kind: string;
  state: OperationState;
  subject_kind: string;
  subject_id: string | null;
  input: unknown;
  cursor: unknown;
  done: string;
  total: string | null;
  result: unknown;
  error: OperationFault | null;
  created_at: Date;
  created_by: Actor;
  started_at: Date | null;
  finished_at: Date | null;
}

/** What `operationOfRow` needs, for a table or an alias. */
export function operationColumns(of: string): string {
  return `workspace_id id kind state subject_kind subject_id input cursor done total result error created_at created_by
    started_at finished_at`
    .split(/\s+/)
    .map((column) => `${of}.${column}`)
    .join(', ');
}

export function operationOfRow(row: OperationRow): Operation {
  return {
    workspaceId: row.workspace_id,
    id: row.id,
    kind: row.kind,
    state: row.state,
    progress: { done: Number(row.done), total: row.total === null ? null : Number(row.total) },
    result: row.result,
    error: row.error,
    subject: { kind: row.subject_kind, id: row.subject_id },
    input: row.input,
    cursor: row.cursor,
    createdAt: row.created_at.getTime(),
    createdBy: row.created_by,
    startedAt: row.started_at?.getTime() ?? null,
    finishedAt: row.finished_at?.getTime() ?? null,
  };
}
