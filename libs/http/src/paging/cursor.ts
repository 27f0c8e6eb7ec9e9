import { createHash } from 'node:crypto';
import { ProblemError } from '@rapport/kernel';
import { isInstant } from '../validation/field-decorators.js';

/** Kinds of the values that a position is made of; what does not fit is refused before it reaches SQL. */
export type CursorPart = 'uuid' | 'instant' | 'integer' | 'text';
export type CursorPosition = readonly (string | number)[];

/** Everything that decides which rows a list holds and in which order, the workspace included; not `limit`, not `cursor`. */
export type CursorFilters = Readonly<Record<string, unknown>>;

const fits: Record<CursorPart, (value: unknown) => boolean> = {
  uuid: (value) => typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  instant: isInstant,
  integer: (value) => typeof value === 'number' && Number.isSafeInteger(value),
  text: (value) =>
    typeof value === 'string' && value.length <= 512 && value.isWellFormed() && !value.includes('\u0000'),
};

/** A position in a list, opaque to clients, bound to the filters of the list. */
export function encodeCursor(filters: CursorFilters, position: CursorPosition): string {
  return Buffer.from(JSON.stringify([fingerprint(filters), ...position])).toString('base64url');
}

/**
 * The position of a cursor; undefined without one. `field` says where in the request it stands.
 * @throws ProblemError `invalid_cursor` when it is malformed or was made with other filters
 */
export function decodeCursor(
  cursor: string | undefined,
  filters: CursorFilters,
  shape: readonly CursorPart[],
  field = 'query.cursor',
): CursorPosition | undefined {
  if (cursor === undefined) return undefined;
  const [mark, ...position] = parse(cursor);
  const fitting =
    mark === fingerprint(filters) &&
    position.length === shape.length &&
    shape.every((part, i) => fits[part](position[i]));
  if (fitting) return position as CursorPosition;
  throw new ProblemError('invalid_cursor', {
    errors: [{ field, rule: 'format', message: 'must be the nextCursor of the same list' }],
  });
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}

/** The same for the same filters, whatever the order in which they are given; absent and undefined are the same. */
function fingerprint(filters: CursorFilters): string {
  const entries = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(entries)).digest('base64url').slice(0, 12);
}
