/** Headers of every answer of the management API (security.md T22). */
const managementHeaders = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/** What every answer bears before its route adds to it. The SDK wire keeps its answers small and cross-origin. */
export function baseHeaders(path: string, requestId: string, https: boolean): Record<string, string> {
  return {
    'x-request-id': requestId,
    'x-content-type-options': 'nosniff',
    ...(https && { 'strict-transport-security': 'max-age=31536000' }),
    ...(path.startsWith('/api/') && managementHeaders),
  };
}

/** The client's own id when it is harmless, else a new one. */
export function requestIdOf(sent: string | string[] | undefined, newOne: () => string): string {
  return typeof sent === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(sent) ? sent : newOne();
}
