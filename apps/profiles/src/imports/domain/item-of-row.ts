import type { JsonObject, JsonValue } from '@rapport/contracts';
import { err, ok, plainCell, type Result } from '@rapport/kernel';
import { type ColumnMapping, type ImportKind, type ImportMapping, pathOfTarget } from './mapping.js';
import { readCell } from './read-cell.js';

/** Why a row does not land; `column` as the header names it, null when it is about the row as a whole. */
export interface RowFault {
  column: string | null;
  code: string;
  message: string;
}

interface PlannedColumn extends ColumnMapping {
  index: number;
  path: readonly string[];
}

/** Turns the rows of one file into items as an SDK would send them. */
export class RowReader {
  private readonly planned: readonly PlannedColumn[];
  private readonly width: number;
  /** A column of JSON may hold anything; the items of all others are known to be plain. */
  readonly holdsJson: boolean;

  constructor(
    private readonly kind: ImportKind,
    columns: readonly string[],
    mapping: ImportMapping,
  ) {
    this.width = columns.length;
    this.planned = mapping.columns.map((one) => ({
      ...one,
      index: columns.indexOf(one.column),
      path: pathOfTarget(one.to, kind) ?? [],
    }));
    this.holdsJson = this.planned.some(({ type }) => type === 'json');
  }

  itemOf(cells: readonly string[]): Result<JsonObject, RowFault> {
    if (cells.length !== this.width) {
      const message = `has ${cells.length} cells where the header has ${this.width}`;
      return err({ column: null, code: 'column_count', message });
    }
    const item: JsonObject = { type: this.kind === 'profiles' ? 'identify' : 'track' };
    for (const column of this.planned) {
      const value = readCell(plainCell(cells[column.index] ?? ''), column);
      if (!value.ok) return err({ column: column.column, ...value.error });
      if (value.value !== undefined) place(item, column.path, value.value);
    }
    return ok(item);
  }

  /** The column that a fault of the item comes from. */
  columnOf(path: readonly (string | number)[]): string | null {
    const found = this.planned.find((column) => column.path.every((name, depth) => path[depth] === name));
    return found?.column ?? null;
  }
}

/** Paths were checked: none of their names reaches a prototype, and none leads through another's value. */
function place(item: JsonObject, path: readonly string[], value: JsonValue): void {
  let at = item;
  for (const name of path.slice(0, -1)) at = (at[name] ??= {}) as JsonObject;
  at[path.at(-1) ?? ''] = value;
}
