import { limits, plainCell } from '@rapport/kernel';
import {
  type CellType,
  type ColumnMapping,
  type ImportKind,
  type ImportMapping,
  pathOfTarget,
} from './mapping.js';

/** Headers that name one field whatever their spelling; compared without case, spaces and signs. */
const known: Record<ImportKind, Readonly<Record<string, string>>> = {
  profiles: {
    userid: 'userId',
    externalid: 'userId',
    customerid: 'userId',
    id: 'userId',
    anonymousid: 'anonymousId',
    email: 'email',
    emailaddress: 'email',
    mail: 'email',
    timestamp: 'timestamp',
    mobile: 'traits.phone',
    phonenumber: 'traits.phone',
  },
  events: {
    type: 'type',
    event: 'event',
    eventname: 'event',
    userid: 'userId',
    anonymousid: 'anonymousId',
    groupid: 'groupId',
    messageid: 'messageId',
    email: 'email',
    timestamp: 'timestamp',
    time: 'timestamp',
    date: 'timestamp',
  },
};
const rest: Record<ImportKind, string> = { profiles: 'traits', events: 'properties' };
/** Columns that our own files of rejects add. */
export const reportPrefix = 'rapport_';

/**
 * A first mapping for the person who uploads: what a header is called, and what the first rows look like, say what it
 * probably is. A column that nothing can be made of is left out.
 */
export function guessMapping(
  columns: readonly string[],
  sample: readonly (readonly string[])[],
  kind: ImportKind,
): ImportMapping {
  const taken = new Set<string>();
  const guessed = columns.flatMap((column, index): ColumnMapping[] => {
    const to = targetOf(column, kind);
    if (to === undefined || taken.has(place(to, kind))) return [];
    const cells = sample.map((cells) => plainCell(cells[index] ?? '').trim()).filter((cell) => cell !== '');
    const type = typeOf(to, cells, kind);
    if (type === undefined) return [];
    taken.add(place(to, kind));
    return [{ column, to, type, format: null, onEmpty: 'skip' }];
  });
  return { columns: guessed, onExisting: 'update' };
}

function place(to: string, kind: ImportKind): string {
  return (pathOfTarget(to, kind) ?? [to]).join('.');
}

function targetOf(column: string, kind: ImportKind): string | undefined {
  if (column.startsWith(reportPrefix)) return undefined;
  const words = column.match(/[\p{L}\p{N}]+/gu) ?? [];
  const field = known[kind][words.join('').toLowerCase()];
  if (field !== undefined) return field;
  const name = camelCase(words);
  return name === '' || name.length > limits.keyLength ? undefined : `${rest[kind]}.${name}`;
}

/** `first name`, `First_Name` and `FirstName` → `firstName`. */
function camelCase(words: readonly string[]): string {
  const [first = '', ...others] = words;
  const head =
    first === first.toUpperCase() ? first.toLowerCase() : first.charAt(0).toLowerCase() + first.slice(1);
  const tail = others.map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const name = [head, ...tail].join('');
  return name === 'constructor' || name === 'prototype' ? '' : name;
}

/** A number with a leading zero or a plus is a code or a phone, and stays text. @returns undefined: not what the field needs */
function typeOf(to: string, cells: readonly string[], kind: ImportKind): CellType | undefined {
  if (to === 'timestamp') return 'datetime';
  const free = to.startsWith(`${rest[kind]}.`);
  if (!free || cells.length === 0 || to === 'traits.phone') return 'string';
  const all = (pattern: RegExp): boolean => cells.every((cell) => pattern.test(cell));
  if (all(/^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/)) return 'number';
  if (all(/^(true|false)$/i)) return 'boolean';
  if (all(/^\d{4}-\d\d-\d\d$/)) return 'date';
  if (all(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/)) return 'datetime';
  return all(/^[{[].*[}\]]$/s) ? 'json' : 'string';
}
