import { normaliseIdentifier, uuidOf } from '@rapport/kernel';

/** How a request names a person: `prf_…`, or `type:value` (api.md 2.2). */
export type ProfileReference =
  | { by: 'id'; profileId: string }
  /** Spellings to try, the first that is known wins: as given, then lower-cased (identity.md 8.3). */
  | { by: 'identifier'; identifiers: string[] }
  /** Well-formed, but it can name nobody. */
  | { by: 'nothing' };

/** @returns undefined for a bare value without a colon, or one that PostgreSQL has no text for: 400 `invalid_reference` */
export function parseProfileReference(reference: string): ProfileReference | undefined {
  if (reference.includes('\0')) return undefined;
  const colon = reference.indexOf(':');
  if (colon < 0) {
    if (!reference.startsWith('prf_')) return undefined;
    const profileId = uuidOf('prf', reference);
    return profileId === undefined ? { by: 'nothing' } : { by: 'id', profileId };
  }
  const type = reference.slice(0, colon);
  if (type === '') return undefined;
  const value = normaliseIdentifier(type, reference.slice(colon + 1));
  if (value === undefined) return { by: 'nothing' };
  const spellings = new Set([value, value.toLowerCase()]);
  return { by: 'identifier', identifiers: [...spellings].map((spelling) => `${type}:${spelling}`) };
}
