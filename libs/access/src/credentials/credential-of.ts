/** What a request shows to say who it is from. */
export type Credential =
  | { kind: 'api_key'; keyId: string; secret: string }
  | { kind: 'write_key'; key: string }
  | { kind: 'session'; token: string }
  | { kind: 'none' }
  /** Something was sent that no credential looks like. */
  | { kind: 'malformed' };

export interface CredentialHeaders {
  authorization?: string | undefined;
  cookie?: string | undefined;
}

const apiKey = /^sk_([A-Za-z0-9]{8,32})_([A-Za-z0-9_-]{32,64})$/;
const writeKey = /^wk_[A-Za-z0-9]{16,64}$/;

/**
 * `Authorization` counts before the cookie (api.md 3), also when it is useless. Basic carries a write key as the user name,
 * the way SDKs send it. Keys in a query string are not read.
 * @param basicApiKeys Basic may carry an API key in the same way
 */
export function credentialOf(
  headers: CredentialHeaders,
  cookieName: string,
  basicApiKeys = false,
): Credential {
  if (headers.authorization !== undefined) return ofAuthorization(headers.authorization, basicApiKeys);
  const token = cookieOf(headers.cookie ?? '', cookieName);
  if (token === undefined || token === '') return { kind: 'none' };
  return /^[A-Za-z0-9_-]{43}$/.test(token) ? { kind: 'session', token } : { kind: 'malformed' };
}

function ofAuthorization(header: string, basicApiKeys: boolean): Credential {
  const [, scheme = '', value = ''] = /^([A-Za-z]+) +([^\s]+)$/.exec(header) ?? [];
  if (scheme.toLowerCase() === 'bearer') return ofKey(value);
  if (scheme.toLowerCase() !== 'basic') return { kind: 'malformed' };
  const [user = ''] = Buffer.from(value, 'base64').toString('utf8').split(':', 1);
  if (basicApiKeys) return ofKey(user);
  return writeKey.test(user) ? { kind: 'write_key', key: user } : { kind: 'malformed' };
}

function ofKey(value: string): Credential {
  const [, keyId, secret] = apiKey.exec(value) ?? [];
  if (keyId !== undefined && secret !== undefined) return { kind: 'api_key', keyId, secret };
  return writeKey.test(value) ? { kind: 'write_key', key: value } : { kind: 'malformed' };
}

function cookieOf(header: string, name: string): string | undefined {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return undefined;
}

/** `__Host-` binds the cookie to this very host; browsers demand https for it. */
export function sessionCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-rapport_session' : 'rapport_session';
}
