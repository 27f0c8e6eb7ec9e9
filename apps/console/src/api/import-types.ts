import type { EventType, JsonObject } from '@rapport/contracts';
import type { OperationFault } from './operation-types';
import type { Actor } from './types';

export type ImportKind = 'profiles' | 'events';
export type ImportState = 'uploaded' | 'mapped' | 'running' | 'succeeded' | 'failed' | 'cancelled';
export type CellType = 'string' | 'number' | 'boolean' | 'date' | 'datetime' | 'json';

export interface ColumnMapping {
  column: string;
  to: string;
  type: CellType;
  format: string | null;
  onEmpty: 'skip' | 'unset';
}
export interface ImportMapping {
  columns: ColumnMapping[];
  onExisting: 'update' | 'skip';
}
export interface RowCounts {
  new: number;
  updated: number;
  skipped: number;
  duplicates: number;
  invalid: number;
}
/** A file of people or events (api.md 16). */
export interface Import {
  id: string;
  kind: ImportKind;
  format: 'csv' | 'ndjson';
  state: ImportState;
  fileName: string | null;
  bytes: number;
  columns: string[];
  rows: number;
  guess: ImportMapping | null;
  mapping: ImportMapping | null;
  mode: 'backfill' | 'live' | null;
  progress: { done: number; total: number | null };
  counts: RowCounts;
  operationId: string | null;
  error: OperationFault | null;
  createdAt: string;
  createdBy: Actor | null;
  startedAt: string | null;
  finishedAt: string | null;
  expiresAt: string;
}
export interface RowError {
  row: number;
  column: string | null;
  code: string;
  message: string;
}
export interface PreviewedRow {
  row: number;
  fate: keyof RowCounts;
  event: {
    type: EventType;
    userId: string | null;
    anonymousId: string | null;
    name: string | null;
    timestamp: string;
    traits: JsonObject | null;
    properties: JsonObject | null;
  } | null;
  error: RowError | null;
}
export interface ImportPreview {
  rows: PreviewedRow[];
  counts: RowCounts;
  counted: { rows: number; total: number; wholeFile: boolean };
  errors: RowError[];
}
