import type { RouteAccess } from '@rapport/access';

/** How a caller may prove who it is (api.md 3). */
export const securitySchemes = {
  apiKey: {
    type: 'http',
    scheme: 'bearer',
    description: '`sk_<keyId>_<secret>`; one workspace, with scopes.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'rapport_session',
    description:
      'Under https `__Host-rapport_session`. Also needs the header Rapport-Workspace, and X-CSRF-Token for unsafe methods.',
  },
  basicApiKey: { type: 'http', scheme: 'basic', description: '`sk_…` as the user name, no password.' },
  writeKey: { type: 'http', scheme: 'basic', description: '`wk_…` as the user name, no password.' },
};

type SecurityRequirement = Record<string, string[]>;

/** Who may call a route: the alternatives, each with the scopes it needs. An empty alternative means nobody need say. */
export function securityOf(access: RouteAccess): SecurityRequirement[] {
  switch (access.kind) {
    case 'public':
      return [];
    case 'optional':
      return [{}, { apiKey: [] }, { session: [] }];
    case 'session':
      return [{ session: [] }];
    case 'workspace':
      return [{ apiKey: [] }, { session: [] }];
    case 'api_key':
      return [{ basicApiKey: [...access.scopes] }, { apiKey: [...access.scopes] }];
    case 'scopes': {
      const scopes: string[] = [...access.scopes];
      const writeKey: SecurityRequirement[] = access.writeKeys ? [{ writeKey: [] }] : [];
      return [{ apiKey: scopes }, { session: scopes }, ...writeKey];
    }
  }
}

const header = (name: string, description: string): object => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string' },
});

/** Headers that routes of a workspace take, beside those that they declare themselves. */
export function headersOf(access: RouteAccess, method: string): object[] {
  if (access.kind !== 'scopes' && access.kind !== 'workspace') return [];
  const workspace = header(
    'Rapport-Workspace',
    '`wsp_…`; required with a session, optional with an API key.',
  );
  const once = header('Idempotency-Key', 'The same key and body again: the stored answer, for 24 hours.');
  return method === 'post' ? [workspace, once] : [workspace];
}
