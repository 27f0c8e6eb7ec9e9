export interface OriginHeaders {
  origin?: string | undefined;
  host?: string | undefined;
  'sec-fetch-site'?: string | string[] | undefined;
}

export type OriginVerdict = 'ours' | 'foreign' | 'unsaid';

/**
 * Whether a browser says that the request comes from our own pages: `Sec-Fetch-Site: same-origin`, or an `Origin` that is
 * `PUBLIC_URL` or names the host that was asked (so `127.0.0.1` works where `localhost` is configured). A client that is no
 * browser says nothing.
 */
export function originVerdict(headers: OriginHeaders, publicUrl: string): OriginVerdict {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return 'ours';
  if (site !== undefined && site !== 'none') return 'foreign';
  if (headers.origin === undefined) return 'unsaid';
  return headers.origin === publicUrl || hostOf(headers.origin) === headers.host ? 'ours' : 'foreign';
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Methods that may change something. */
export function isUnsafe(method: string): boolean {
  return !safeMethods.has(method);
}
