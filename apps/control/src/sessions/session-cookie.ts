import { sessionCookieName } from '@rapport/access';
import { sessionLifetimeMs } from './open-session.js';

export function sessionCookie(publicUrl: string, token: string): string {
  return cookie(publicUrl, token, sessionLifetimeMs / 1000);
}

export function clearedSessionCookie(publicUrl: string): string {
  return cookie(publicUrl, '', 0);
}

/** The token that a browser still sends when it logs in again. */
export function sessionTokenIn(publicUrl: string, header: string | undefined): string | undefined {
  const name = sessionCookieName(publicUrl);
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

/** Under https the name begins with `__Host-`, which ties the cookie to this very origin. */
function cookie(publicUrl: string, value: string, maxAgeSeconds: number): string {
  const secure = publicUrl.startsWith('https:') ? '; Secure' : '';
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
  return `${sessionCookieName(publicUrl)}=${value}; ${attributes}`;
}
