/** The key that a request presents; an empty one counts as absent. */
export type Credential = string | undefined;

/**
 * The key in `Authorization`: Basic user name with or without the colon (Segment SDKs), `Bearer` with `wk_…` or a token that
 * `/oauth/token` gave out, or the bare key.
 * A header that cannot be read yields a key that nobody has, so that it is refused and not passed over.
 */
export function credentialOfHeader(authorization: string | undefined): Credential {
  const header = authorization?.trim();
  if (!header) return undefined;
  const [scheme = '', ...rest] = header.split(/\s+/);
  const value = rest.join(' ');
  if (/^basic$/i.test(scheme)) {
    const decoded = Buffer.from(value, 'base64').toString('utf8');
    const colon = decoded.indexOf(':');
    return keyOf(colon === -1 ? decoded : decoded.slice(0, colon));
  }
  return /^bearer$/i.test(scheme) ? keyOf(value) : header;
}

/** `writeKey` of the body, then of the first item that has one, then of the query (ingest.md 0.5). */
export function credentialOfRequest(
  body: Readonly<Record<string, unknown>>,
  items: readonly unknown[],
  query: unknown,
): Credential {
  return writeKeyOf(body) ?? items.map(writeKeyOf).find(Boolean) ?? writeKeyOf(query);
}

/** A secret key does not belong into an app; it is told apart so that the mistake can be named. */
export function isSecretKey(credential: string): boolean {
  return credential.startsWith('sk_');
}

/** A JWT in its compact form, which no key looks like. */
export function isAccessToken(credential: string): boolean {
  return /^ey[\w-]+\.[\w-]+\.[\w-]+$/.test(credential);
}

function writeKeyOf(from: unknown): Credential {
  return typeof from === 'object' && from !== null
    ? keyOf((from as { writeKey?: unknown }).writeKey)
    : undefined;
}

function keyOf(value: unknown): Credential {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
