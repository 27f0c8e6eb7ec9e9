/** What a browser may send, beside what it asks for. `*` would not cover `Authorization` (Fetch standard). */
const alwaysAllowed = [
  'Authorization',
  'Content-Type',
  'Content-Encoding',
  'AnonymousId',
  'SentAt',
  'X-Retry-Count',
];
const maxAgeSeconds = 900;

/** On every answer, errors included: without them a browser sees a network error and cannot read `Retry-After`. */
export function corsHeaders(origin: string | undefined): Record<string, string> {
  if (!origin) return { 'access-control-allow-origin': '*', vary: 'Origin' };
  return {
    'access-control-allow-origin': origin,
    // A page may be set to send cookies; a wildcard is then refused by the browser. The door reads none.
    'access-control-allow-credentials': 'true',
    'access-control-expose-headers': 'Retry-After',
    vary: 'Origin',
  };
}

export function preflightHeaders(requestedHeaders: string | undefined): Record<string, string> {
  const asked = (requestedHeaders ?? '').split(',').map((name) => name.trim());
  const known = new Set(alwaysAllowed.map((name) => name.toLowerCase()));
  const others = asked.filter((name) => /^[A-Za-z0-9-]{1,64}$/.test(name) && !known.has(name.toLowerCase()));
  return {
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': [...alwaysAllowed, ...others.slice(0, 20)].join(', '),
    'access-control-max-age': String(maxAgeSeconds),
  };
}
