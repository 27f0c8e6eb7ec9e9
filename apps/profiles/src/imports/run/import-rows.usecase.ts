import { Inject, Injectable } from '@nestjs/common';
import { headerNames, topics } from '@rapport/contracts';
import { EventBus, type OutgoingMessage } from '@rapport/event-bus';
import { sealJudged } from '@rapport/events';
import { newId } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { circumstancesOf, type ImportedFile } from '../domain/judge-row.js';
import { ImportFilesRepository } from '../persistence/import-files.repository.js';
import { type ImportRecord, noRows, type RowCounts } from '../persistence/import-record.js';
import { ImportsRepository } from '../persistence/imports.repository.js';
import { importedFile, type SortedRow, SortRows } from './sort-rows.js';

/** One chunk of a file: its valid rows become events, its bad ones entries in the list of errors. */
@Injectable()
export class ImportRows {
  constructor(
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(SortRows) private readonly sortRows: SortRows,
    @Inject(ImportsRepository) private readonly imports: ImportsRepository,
    @Inject(ImportFilesRepository) private readonly files: ImportFilesRepository,
  ) {}

  /**
   * All of it in `tx`, which also moves the import's cursor: each row counts once.
   * @returns how many rows there were; undefined behind the last chunk
   */
  async execute(tx: EntityManager, record: ImportRecord, chunk: number): Promise<number | undefined> {
    const part = await this.files.readChunk(tx, record, chunk);
    if (!part) return undefined;
    const file = importedFile(record, record.mode ?? 'backfill');
    const rows = await this.sortRows.execute(tx, record, file, part.rows);
    await this.files.addErrors(
      tx,
      record,
      rows.flatMap((row) => (row.valid ? [] : [{ row: row.row, ...row.fault }])),
    );
    await this.imports.count(tx, record, rows.length, countsOf(rows));
    // Last, because it holds the log's counters until the commit.
    await this.bus.publish(
      rows.flatMap((row) => messageOf(row, file)),
      tx,
    );
    return rows.length;
  }
}

function countsOf(rows: readonly SortedRow[]): RowCounts {
  const counts = { ...noRows };
  for (const { fate } of rows) counts[fate]++;
  return counts;
}

function messageOf(row: SortedRow, file: ImportedFile): OutgoingMessage[] {
  if (!row.valid || (row.fate !== 'new' && row.fate !== 'updated')) return [];
  const { key, value } = sealJudged(row.event, row.row, circumstancesOf(file), newId);
  return [{ topic: topics.events, key, value, headers: { [headerNames.workspace]: file.workspaceId } }];
}
