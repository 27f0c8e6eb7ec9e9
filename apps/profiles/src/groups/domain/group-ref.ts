import { err, normaliseIdentifier, ok, type Result, uuidOf } from '@rapport/kernel';

/** How a request may name a group (api.md 2.2): by its id, or by the customer's. */
export type GroupRef =
  | { by: 'id'; groupId: string }
  /** In the order in which they are tried: as given, then in lower case. Empty when the value names nothing. */
  | { by: 'key'; keys: string[] };

const prefix = 'group_id:';
const publicIdShape = /^[a-z]{3}_[0-9a-z]*$/;

/** @returns `not_found` for what looks like an id but is none of a group, `invalid_reference` for what names nothing at all */
export function groupRefOf(text: string): Result<GroupRef, 'not_found' | 'invalid_reference'> {
  if (!text.includes(':')) {
    if (!publicIdShape.test(text)) return err('invalid_reference');
    const groupId = uuidOf('grp', text);
    return groupId === undefined ? err('not_found') : ok({ by: 'id', groupId });
  }
  const raw = text.slice(prefix.length);
  if (!text.startsWith(prefix) || raw.trim() === '' || raw.includes('\0')) return err('invalid_reference');
  const keys = new Set([raw, raw.toLowerCase()].flatMap((one) => normaliseIdentifier('group_id', one) ?? []));
  return ok({ by: 'key', keys: [...keys] });
}
