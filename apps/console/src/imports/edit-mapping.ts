import type { CellType, ColumnMapping, ImportKind, ImportMapping } from '../api/import-types';

/** One line per column of the file, those that are left out too. */
export interface MappingLine {
  column: string;
  /** Empty: not imported. */
  to: string;
  type: CellType;
  format: string;
  onEmpty: ColumnMapping['onEmpty'];
}

export function linesOf(columns: readonly string[], mapping: ImportMapping | null): MappingLine[] {
  return columns.map((column) => {
    const mapped = mapping?.columns.find((one) => one.column === column);
    return {
      column,
      to: mapped?.to ?? '',
      type: mapped?.type ?? 'string',
      format: mapped?.format ?? '',
      onEmpty: mapped?.onEmpty ?? 'skip',
    };
  });
}

/** What the API takes: only the columns that go somewhere, in the order of the file. */
export function mappingOf(
  lines: readonly MappingLine[],
  onExisting: ImportMapping['onExisting'],
): ImportMapping {
  return {
    onExisting,
    columns: importedLines(lines).map((line) => ({
      column: line.column,
      to: line.to.trim(),
      type: line.type,
      format: takesFormat(line.type) && line.format.trim() !== '' ? line.format.trim() : null,
      onEmpty: canBeUnset(line.to) ? line.onEmpty : 'skip',
    })),
  };
}

/** Faults name a column by its place among those that are imported. */
export function importedLines(lines: readonly MappingLine[]): MappingLine[] {
  return lines.filter((line) => line.to.trim() !== '');
}

export function takesFormat(type: CellType): boolean {
  return type === 'number' || type === 'date' || type === 'datetime';
}

export function canBeUnset(to: string): boolean {
  return to === 'email' || to.startsWith('traits.');
}

/** Fields of every import of the kind; traits and properties are added by name. */
export const plainTargets: Record<ImportKind, readonly string[]> = {
  profiles: ['userId', 'anonymousId', 'email', 'timestamp'],
  events: [
    'type',
    'event',
    'userId',
    'anonymousId',
    'email',
    'timestamp',
    'messageId',
    'name',
    'category',
    'groupId',
    'previousId',
  ],
};

/** Choosing a target may settle the type: identifiers are text, the time is a time. */
export function withTarget(line: MappingLine, to: string, kind: ImportKind): MappingLine {
  if (to === 'timestamp') {
    return { ...line, to, type: line.type === 'date' ? 'date' : 'datetime' };
  }
  return plainTargets[kind].includes(to) ? { ...line, to, type: 'string' } : { ...line, to };
}
