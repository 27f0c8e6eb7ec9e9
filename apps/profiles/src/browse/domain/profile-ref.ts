import { err, type Identifier, normaliseIdentifier, ok, type Result, uuidOf } from '@rapport/kernel';

/** How a request may name a person (api.md 2.2): by an id ever issued, or by an identifier. */
export type ProfileRef =
  | { by: 'id'; profileId: string }
  /** In the order in which they are tried: as given, then in lower case. Empty when the value identifies nobody. */
  | { by: 'identifier'; candidates: Identifier[] };

const typeName = /^[a-z][a-z0-9_.]{0,63}$/;
const publicIdShape = /^[a-z]{3}_[0-9a-z]*$/;

/**
 * @returns `not_found` for what looks like an id but is none of a profile, `invalid_reference` for what names nothing at all
 */
export function profileRefOf(text: string): Result<ProfileRef, 'not_found' | 'invalid_reference'> {
  const colon = text.indexOf(':');
  if (colon < 0) {
    if (!publicIdShape.test(text)) return err('invalid_reference');
    const profileId = uuidOf('prf', text);
    return profileId === undefined ? err('not_found') : ok({ by: 'id', profileId });
  }
  const type = text.slice(0, colon);
  const raw = text.slice(colon + 1);
  if (!typeName.test(type) || raw.trim() === '' || raw.includes('\0')) return err('invalid_reference');
  const values = new Set([raw, raw.toLowerCase()].flatMap((one) => normaliseIdentifier(type, one) ?? []));
  return ok({ by: 'identifier', candidates: [...values].map((value) => ({ type, value })) });
}
