import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { ProblemError, toIso } from '@rapport/kernel';
import { ImportFilesRepository } from '../persistence/import-files.repository.js';
import { noRows } from '../persistence/import-record.js';
import { ImportsRepository } from '../persistence/imports.repository.js';
import { requireFile } from '../require-file.js';
import type { ImportPreview, PreviewedRow } from './preview.view.js';
import { importedFile, type SortedRow, SortRows } from './sort-rows.js';

const shownRows = 20;
const shownErrors = 20;
/** So many rows are looked at, at least: the answer shall come within a second or two. */
const sampledRows = 5_000;

/** How a file would land as it is mapped now. Nothing is written. */
@Injectable()
export class PreviewImport {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(ImportFilesRepository) private readonly files: ImportFilesRepository,
    @Inject(SortRows) private readonly sortRows: SortRows,
  ) {}

  /** @throws ProblemError `not_found`, `gone`, `state_conflict` */
  async execute(workspaceId: string, importId: string): Promise<ImportPreview> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const record = requireFile(await this.imports.find(tx, workspaceId, importId));
      if (record.format === 'csv' && !record.mapping) {
        throw new ProblemError('state_conflict', { detail: 'Its columns have not been mapped.' });
      }
      const file = importedFile(record, 'backfill');
      const preview: ImportPreview = {
        rows: [],
        counts: { ...noRows },
        counted: { rows: 0, total: record.rows, wholeFile: false },
        errors: [],
      };
      for (let chunk = 0; preview.counted.rows < sampledRows; chunk++) {
        const part = await this.files.readChunk(tx, record, chunk);
        if (!part) break;
        add(preview, await this.sortRows.execute(tx, record, file, part.rows));
      }
      preview.counted.wholeFile = preview.counted.rows === record.rows;
      return preview;
    });
  }
}

function add(preview: ImportPreview, rows: readonly SortedRow[]): void {
  preview.counted.rows += rows.length;
  for (const row of rows) {
    preview.counts[row.fate]++;
    if (preview.rows.length < shownRows) preview.rows.push(viewOf(row));
    if (!row.valid && preview.errors.length < shownErrors) {
      preview.errors.push({ row: row.row, ...row.fault });
    }
  }
}

function viewOf(row: SortedRow): PreviewedRow {
  if (!row.valid) return { row: row.row, fate: row.fate, error: { row: row.row, ...row.fault }, event: null };
  const { content, messageId, time } = row.event;
  const { type, userId, anonymousId, name, traits, properties } = content;
  const timestamp = toIso(time.timestamp);
  const event = { type, messageId, userId, anonymousId, name, timestamp, traits, properties };
  return { row: row.row, fate: row.fate, error: null, event };
}
