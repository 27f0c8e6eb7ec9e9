/** An identifier that may take part in matching: a (type, value) pair after normalisation. */
export interface Identifier {
  type: string;
  value: string;
}

/** Values that never identify anybody, compared lower-case and without one pair of quotes (identity.md 3.3). */
export const builtInBlockedValues: ReadonlySet<string> = new Set([
  '-1',
  'null',
  'undefined',
  'anonymous',
  'nan',
  'none',
  'nil',
  'true',
  'false',
  'guest',
  'unknown',
  'n/a',
  '[object object]',
  'void',
]);

const noExtraBlockedValues: ReadonlySet<string> = new Set();
const maximumCodePoints = 500;

/**
 * Turns what an event carries into an identifier value, or undefined when it identifies nobody.
 * The order of the steps is part of the contract (identity.md 3.3); ingestion (partition key, `blocked_id` flag), profiles
 * and the APIs all use this one function.
 */
export function normaliseIdentifier(
  type: string,
  raw: unknown,
  extraBlockedValues: ReadonlySet<string> = noExtraBlockedValues,
): string | undefined {
  if (typeof raw !== 'string' && typeof raw !== 'number') return undefined;
  const trimmed = String(raw).trim();
  const text = type === 'email' ? trimmed.toLowerCase() : trimmed;
  const bare = withoutQuotes(text).toLowerCase();
  if (text === '' || /^[0-]*$/.test(bare)) return undefined;
  if (builtInBlockedValues.has(bare) || extraBlockedValues.has(bare)) return undefined;
  if (text.length > maximumCodePoints && [...text].length > maximumCodePoints) return undefined;
  return text;
}

const identifierType = /^[a-z][a-z0-9_.]{0,63}$/;

/** Whether a type of identifiers may be called so. A group never identifies a person. */
export function isIdentifierType(name: string): boolean {
  return identifierType.test(name) && name !== 'group_id';
}

/** An entry of `context.externalIds` that is well-formed and of a person (identity.md 3.2); undefined for any other. */
export function readExternalId(entry: unknown): { type: string; id: string | number } | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { id, type, collection, encoding } = entry as Readonly<Record<string, unknown>>;
  if (collection !== 'users' || encoding !== 'none') return undefined;
  if (typeof id !== 'string' && typeof id !== 'number') return undefined;
  return typeof type === 'string' && isIdentifierType(type) ? { type, id } : undefined;
}

/** `value` as blocked values are compared: lower-case, without the space around it and one pair of quotes. */
export function bareIdentifier(value: string): string {
  return withoutQuotes(value.trim()).toLowerCase();
}

function withoutQuotes(text: string): string {
  const first = text.charAt(0);
  if (text.length < 2 || first !== text.charAt(text.length - 1)) return text;
  return first === '"' || first === "'" ? text.slice(1, -1) : text;
}

/** Orders text bytewise over UTF-8. `<` on strings orders UTF-16 units, which differs above U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}
