import type { Actor } from '@rapport/access';
import type { AcceptedEvent } from '@rapport/contracts';
import type { OperationFault } from '@rapport/http';
import type { ImportKind, ImportMapping } from '../domain/mapping.js';
import type { FileFormat } from '../upload/read-rows.js';

export const importStates = ['uploaded', 'mapped', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type ImportState = (typeof importStates)[number];

/** What became of the rows that are done. */
export interface RowCounts {
  /** About people who were not there before the file was uploaded; of events: all that were new. */
  new: number;
  updated: number;
  /** About people who were there, where these shall stay as they are. */
  skipped: number;
  /** Had their effect before. */
  duplicates: number;
  invalid: number;
}

export const noRows: RowCounts = { new: 0, updated: 0, skipped: 0, duplicates: 0, invalid: 0 };

export interface ImportRecord {
  workspaceId: string;
  id: string;
  kind: ImportKind;
  format: FileFormat;
  state: ImportState;
  fileName: string | null;
  /** Hex, of the file as it was sent. */
  sha256: string;
  bytes: number;
  delimiter: string | null;
  columns: string[];
  rows: number;
  guess: ImportMapping | null;
  mapping: ImportMapping | null;
  mode: AcceptedEvent['mode'] | null;
  /** uuid of the operation that imports it; null before the start. */
  operationId: string | null;
  done: number;
  counts: RowCounts;
  error: OperationFault | null;
  createdAt: Date;
  createdBy: Actor;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** When the file and the list of its errors were deleted. */
  purgedAt: Date | null;
}

export const importColumns = `
  workspace_id AS "workspaceId", import_id AS id, kind, format, state, file_name AS "fileName", sha256, bytes, delimiter,
  columns, row_count AS rows, guess, mapping, mode, operation_id AS "operationId", done_rows AS done,
  json_build_object('new', new_rows, 'updated', updated_rows, 'skipped', skipped_rows, 'duplicates', duplicate_rows,
    'invalid', invalid_rows) AS counts,
  error, created_at AS "createdAt", created_by AS "createdBy", started_at AS "startedAt", finished_at AS "finishedAt",
  purged_at AS "purgedAt"`;

/** As the driver gives it: a bigint is text. */
export type ImportRow = Omit<ImportRecord, 'bytes'> & { bytes: string };

export function importOfRow(row: ImportRow): ImportRecord {
  return { ...row, bytes: Number(row.bytes) };
}
