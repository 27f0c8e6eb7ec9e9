import { err, type FieldFault, limits, ok, plainCell, type Result } from '@rapport/kernel';
import { fileFault } from './file-fault.js';

const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** The names of a file's columns; a column without a name gets one by its position. All faults are told at once. */
export function readHeader(cells: readonly string[]): Result<string[], FieldFault[]> {
  const columns = cells.map((cell, index) => plainCell(cell).trim() || `column ${index + 1}`);
  if (cells.every((cell) => cell.trim() === '')) {
    return err([fileFault('required', 'the first row must name the columns')]);
  }
  if (columns.length > limits.importColumns) {
    return err([fileFault('max_items', `must have at most ${limits.importColumns} columns`)]);
  }
  const first = new Map<string, number>();
  const faults = columns.flatMap((column, index) => {
    const position = index + 1;
    const earlier = first.get(column);
    first.set(column, earlier ?? position);
    if (earlier !== undefined) {
      return [fileFault('duplicate', `columns ${earlier} and ${position} have the same name`)];
    }
    if (forbidden.has(column.toLowerCase())) {
      return [fileFault('forbidden_key', `column ${position} has a name that is not allowed`)];
    }
    if (column.length <= limits.keyLength) return [];
    const longest = `a name of more than ${limits.keyLength} characters`;
    return [fileFault('max_length', `column ${position} has ${longest}`)];
  });
  return faults.length > 0 ? err(faults) : ok(columns);
}
