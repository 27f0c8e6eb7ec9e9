const policy = (nonce: string): string =>
  [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src 'self'`,
    `frame-src 'self'`,
    `worker-src 'self'`,
    `manifest-src 'self'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
    `object-src 'none'`,
  ].join('; ');

/** Everything off but writing to the clipboard, which the copy buttons need. */
const permissions = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'camera',
  'clipboard-read',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'web-share',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .concat('clipboard-write=(self)')
  .join(', ');

/** The headers under which the console runs: one nonce per answer, so the page is never stored. */
export function consoleHeaders(nonce: string, https: boolean): Record<string, string> {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy(nonce),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy': permissions,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    ...(https && { 'Strict-Transport-Security': 'max-age=31536000' }),
  };
}

/** `index.html` as built, with this answer's nonce on its module script tag. */
export function renderConsole(indexHtml: string, nonce: string): string {
  return indexHtml.replaceAll('__NONCE__', nonce);
}

const prefixesOfOthers = ['/api/', '/v1/', '/assets/', '/webhooks/', '/inbox/'];

/**
 * True when a request that no route took is a page of the console: a browser asks for HTML and the path belongs to nobody
 * else (api.md 1). Paths under an API's prefix stay 404 whatever the client accepts.
 */
export function isConsolePath(method: string, path: string, accept: string | undefined): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (!(accept ?? '').includes('text/html')) return false;
  if (path.startsWith('//')) return false;
  return !prefixesOfOthers.some((prefix) => path === prefix.slice(0, -1) || path.startsWith(prefix));
}
