import { ApiProperty } from '@nestjs/swagger';
import type { Actor } from '@rapport/access';
import {
  OperationActorAnswer,
  type OperationFault,
  OperationFaultAnswer,
  OperationProgressAnswer,
} from '@rapport/http';
import { importSourceIdOf } from '@rapport/events';
import { publicId, toIso } from '@rapport/kernel';
import {
  type CellType,
  cellTypes,
  type ImportKind,
  importKinds,
  type ImportMapping,
} from './domain/mapping.js';
import { type ImportRecord, type ImportState, importStates } from './persistence/import-record.js';

/** A file is kept so long, with the list of its errors. */
export const keptMs = 7 * 24 * 60 * 60 * 1000;

const text = { type: String, nullable: true } as const;
const instant = { type: String, format: 'date-time' } as const;
const integer = { type: 'integer' } as const;

export class ColumnMappingView {
  @ApiProperty({ type: String }) column: string;
  @ApiProperty({ type: String }) to: string;
  @ApiProperty({ enum: cellTypes }) type: CellType;
  @ApiProperty(text) format: string | null;
  @ApiProperty({ enum: ['skip', 'unset'] }) onEmpty: 'skip' | 'unset';
}

export class MappingView {
  @ApiProperty({ type: [ColumnMappingView] }) columns: ColumnMappingView[];
  @ApiProperty({ enum: ['update', 'skip'] }) onExisting: 'update' | 'skip';
}

export class RowCountsView {
  @ApiProperty({
    ...integer,
    description: 'About people who were not there before; of events: all that were new',
  })
  new: number;
  @ApiProperty({ ...integer, description: 'About people who were there' }) updated: number;
  @ApiProperty({ ...integer, description: 'About people who were there and stay as they are' })
  skipped: number;
  @ApiProperty({ ...integer, description: 'Imported before, without a second effect' }) duplicates: number;
  @ApiProperty(integer) invalid: number;
}

export class ImportView {
  @ApiProperty({ type: String, example: 'imp_…' }) id: string;
  @ApiProperty({ enum: importKinds }) kind: ImportKind;
  @ApiProperty({ enum: ['csv', 'ndjson'] }) format: string;
  @ApiProperty({ enum: importStates }) state: ImportState;
  @ApiProperty({ type: String, example: 'src_…', description: 'Source of its events; it is called Import' })
  sourceId: string;
  @ApiProperty(text) fileName: string | null;
  @ApiProperty({ type: String, description: 'Hex, of the file as sent' }) sha256: string;
  @ApiProperty(integer) bytes: number;
  @ApiProperty({ ...text, description: 'null for NDJSON' }) delimiter: string | null;
  @ApiProperty({ type: [String], description: 'Empty for NDJSON' }) columns: string[];
  @ApiProperty(integer) rows: number;
  @ApiProperty({ type: MappingView, nullable: true, description: 'A first mapping; null for NDJSON' })
  guess: ImportMapping | null;
  @ApiProperty({ type: MappingView, nullable: true }) mapping: ImportMapping | null;
  @ApiProperty({ enum: ['backfill', 'live'], nullable: true }) mode: string | null;
  @ApiProperty({ type: OperationProgressAnswer, description: 'Rows' })
  progress: OperationProgressAnswer;
  @ApiProperty({ type: RowCountsView }) counts: RowCountsView;
  @ApiProperty({ ...text, example: 'opr_…' }) operationId: string | null;
  @ApiProperty({ type: OperationFaultAnswer, nullable: true }) error: OperationFault | null;
  @ApiProperty(instant) createdAt: string;
  @ApiProperty({ type: OperationActorAnswer }) createdBy: Actor;
  @ApiProperty({ ...instant, nullable: true }) startedAt: string | null;
  @ApiProperty({ ...instant, nullable: true }) finishedAt: string | null;
  @ApiProperty({ ...instant, description: 'When the file and its list of errors are deleted' })
  expiresAt: string;
}

export class ImportPage {
  @ApiProperty({ type: [ImportView] }) data: ImportView[];
  @ApiProperty(text) nextCursor: string | null;
}

export class RowErrorView {
  @ApiProperty({ ...integer, description: 'As a spreadsheet counts: the header is row 1' }) row: number;
  @ApiProperty({ ...text, description: 'null when it is about the row as a whole' }) column: string | null;
  @ApiProperty({ type: String }) code: string;
  @ApiProperty({ type: String }) message: string;
}

export class RowErrorPage {
  @ApiProperty({ type: [RowErrorView] }) data: RowErrorView[];
  @ApiProperty(text) nextCursor: string | null;
}

export function viewOfImport(record: ImportRecord): ImportView {
  const iso = (date: Date | null): string | null => date && toIso(date.getTime());
  return {
    id: publicId('imp', record.id),
    kind: record.kind,
    format: record.format,
    state: record.state,
    sourceId: publicId('src', importSourceIdOf(record.workspaceId)),
    fileName: record.fileName,
    sha256: record.sha256,
    bytes: record.bytes,
    delimiter: record.delimiter,
    columns: record.columns,
    rows: record.rows,
    guess: record.guess,
    mapping: record.mapping,
    mode: record.mode,
    progress: { done: record.done, total: record.rows },
    counts: record.counts,
    operationId: record.operationId && publicId('opr', record.operationId),
    error: record.error,
    createdAt: toIso(record.createdAt.getTime()),
    createdBy: record.createdBy,
    startedAt: iso(record.startedAt),
    finishedAt: iso(record.finishedAt),
    expiresAt: toIso(record.createdAt.getTime() + keptMs),
  };
}
