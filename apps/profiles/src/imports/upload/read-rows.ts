import { limits } from '@rapport/kernel';
import { fileFault, invalidFile } from '../domain/file-fault.js';
import type { StoredRow } from '../domain/judge-row.js';
import { readHeader } from '../domain/read-header.js';
import { readCsv } from './read-csv.js';
import { readLines } from './read-lines.js';

export type FileFormat = 'csv' | 'ndjson';

/** A file on its way in: what its beginning says of it, and its rows. */
export interface OpenFile {
  /** Empty for NDJSON. */
  columns: string[];
  delimiter: string | null;
  /** Some at a time. */
  rows: AsyncIterable<StoredRow[]>;
}

/** @throws ProblemError `invalid_file`, also while the rows are read */
export async function openFile(bytes: AsyncIterable<Buffer>, format: FileFormat): Promise<OpenFile> {
  if (format === 'ndjson') return { columns: [], delimiter: null, rows: bounded(rowsOfLines(bytes)) };
  const { delimiter, records } = await readCsv(bytes);
  const iterator = records[Symbol.asyncIterator]();
  try {
    const [first = [], ...others] = await firstRecords(iterator);
    const header = readHeader(first);
    if (!header.ok) throw invalidFile(...header.error);
    return { columns: header.value, delimiter, rows: bounded(rowsOfRecords(others, iterator)) };
  } catch (error) {
    await iterator.return?.();
    throw error;
  }
}

async function* bounded(rows: AsyncIterable<StoredRow[]>): AsyncGenerator<StoredRow[]> {
  let count = 0;
  for await (const some of rows) {
    count += some.length;
    if (count > limits.importRows) {
      throw invalidFile(fileFault('max_items', `must have at most ${limits.importRows} rows`));
    }
    if (some.length > 0) yield some;
  }
  if (count === 0) throw invalidFile(fileFault('empty', 'has no rows'));
}

async function firstRecords(records: AsyncIterator<string[][]>): Promise<string[][]> {
  for (let next = await records.next(); !next.done; next = await records.next()) {
    if (next.value.length > 0) return next.value;
  }
  return [];
}

/** The header was row 1. A blank line is a row that says nothing. */
async function* rowsOfRecords(
  first: string[][],
  records: AsyncIterator<string[][]>,
): AsyncGenerator<StoredRow[]> {
  let row = 1;
  const rowsOf = (some: string[][]): StoredRow[] =>
    some
      .map((content) => ({ row: ++row, content }))
      .filter(({ content }) => content.length > 1 || content[0] !== '');
  try {
    yield rowsOf(first);
    for (let next = await records.next(); !next.done; next = await records.next()) yield rowsOf(next.value);
  } finally {
    await records.return?.();
  }
}

/** Whether it is NDJSON at all, its first line says. */
async function* rowsOfLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<StoredRow[]> {
  let row = 0;
  let known = false;
  for await (const lines of readLines(bytes)) {
    const rows = lines
      .map((content) => ({ row: ++row, content }))
      .filter(({ content }) => content.trim() !== '');
    if (!known && rows[0] && !rows[0].content.trimStart().startsWith('{')) {
      throw invalidFile(fileFault('format', 'is no NDJSON: every line must be the JSON object of one event'));
    }
    known ||= rows.length > 0;
    yield rows;
  }
}
