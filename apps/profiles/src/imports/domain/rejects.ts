import { plainCell } from '@rapport/kernel';
import { reportPrefix } from './guess-mapping.js';
import type { RowFault } from './item-of-row.js';
import type { StoredRow } from './judge-row.js';

const reported = ['row', 'column', 'code', 'message'].map((name) => reportPrefix + name);
/** Where the rows are lines of NDJSON. */
const lineColumn = 'line';

/** The columns of the file as it was, then ours; those that an earlier list of rejects added are dropped. */
export function headerOfRejects(columns: readonly string[]): string[] {
  return [...(columns.length === 0 ? [lineColumn] : columns.filter(isOwn)), ...reported];
}

/** Cells as the file meant them. What stood beyond the header's columns goes to the end: the row is faulty still. */
export function lineOfReject(
  columns: readonly string[],
  content: StoredRow['content'],
  { row, column, code, message }: RowFault & { row: number },
): string[] {
  const report = [String(row), column ?? '', code, message];
  if (typeof content === 'string') return [content, ...report];
  const cells = content.map(plainCell);
  const own = columns
    .map((name, index) => ({ name, cell: cells[index] ?? '' }))
    .filter(({ name }) => isOwn(name));
  return [...own.map(({ cell }) => cell), ...report, ...cells.slice(columns.length)];
}

function isOwn(column: string): boolean {
  return !reported.includes(column);
}
