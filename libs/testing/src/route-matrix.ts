import type { DeclaredRoute } from '@rapport/http';
import { newId, publicId } from '@rapport/kernel';
import type { TestApp } from './test-app.js';
import type { TestWorkspace } from './test-workspace.js';

/**
 * Who may call a route: `public`, `optional`, `session`, `workspace`, or the scopes it asks for, comma-separated, with
 * `write_key` behind them where write keys are taken too; `api_key` and the scopes where nothing but an API key is.
 */
export type ListedAccess = string;

/**
 * Compares the routes that the router has with the ones listed (`GET /api/v1/things/:id`), then calls each with every kind
 * of credential. Returns what is wrong in sentences; a route that nobody listed is wrong.
 */
export async function routeMatrixFaults(
  running: TestApp,
  workspace: TestWorkspace,
  listed: Readonly<Record<string, ListedAccess>>,
): Promise<string[]> {
  const { routesOf } = await import('@rapport/http');
  const declared = new Map(routesOf(running.app).map((route) => [`${route.method} ${route.path}`, route]));
  const faults: string[] = [];
  for (const name of Object.keys(listed))
    if (!declared.has(name)) faults.push(`${name} is listed and does not exist`);
  const credentials = await credentialsOf(workspace);
  for (const [name, route] of declared) {
    const access = accessText(route);
    if (listed[name] === undefined)
      faults.push(`${name} (${route.handler}) is not listed; it says: ${access}`);
    else if (listed[name] !== access) faults.push(`${name} is listed as ${listed[name]} and says: ${access}`);
    for (const [credential, headers] of Object.entries(credentials)) {
      const expected = expectedOf(route, credential as keyof Credentials);
      if (expected === undefined) continue;
      const actual = await call(running, route, headers);
      if (!expected.includes(actual))
        faults.push(`${name} with ${credential}: ${actual}, not ${expected.join(' or ')}`);
    }
  }
  return faults;
}

type Credentials = Awaited<ReturnType<typeof credentialsOf>>;
type Headers = Record<string, string>;

async function credentialsOf(workspace: TestWorkspace) {
  const { cookie, csrfToken } = await workspace.session();
  const browser = { cookie, 'x-csrf-token': csrfToken, 'sec-fetch-site': 'same-origin' };
  return {
    nothing: {} as Headers,
    'a malformed key': { authorization: 'Bearer sk_none' } as Headers,
    'a write key': { authorization: `Bearer ${workspace.writeKey}` } as Headers,
    'a key without scopes': { authorization: await workspace.bearer('none') } as Headers,
    'a session without a workspace': browser as Headers,
    'a session in a foreign workspace': {
      ...browser,
      'rapport-workspace': publicId('wsp', newId()),
    } as Headers,
    'a session without a token': { cookie, 'rapport-workspace': workspace.publicId } as Headers,
  };
}

/** Codes that are right for a credential at a route; undefined where the route decides. */
function expectedOf({ access, method }: DeclaredRoute, credential: keyof Credentials): string[] | undefined {
  if (!access || access.kind === 'public' || access.kind === 'optional') return undefined;
  // These routes have bodies of their own, without our codes; a session is as good as nothing to them.
  if (access.kind === 'api_key') return credential === 'a key without scopes' ? ['401', '403'] : ['401'];
  switch (credential) {
    case 'nothing':
    case 'a malformed key':
      return ['unauthenticated'];
    case 'a write key':
      return access.kind === 'scopes' && access.writeKeys ? undefined : ['wrong_key_kind'];
    case 'a key without scopes':
      if (access.kind === 'session') return ['wrong_key_kind'];
      return access.kind === 'scopes' ? ['insufficient_scope'] : undefined;
    case 'a session without a workspace':
      return access.kind === 'session' ? undefined : ['workspace_required'];
    case 'a session in a foreign workspace':
      return ['not_found'];
    case 'a session without a token':
      return method === 'GET' ? undefined : ['csrf_failed'];
  }
}

async function call(running: TestApp, route: DeclaredRoute, headers: Headers): Promise<string> {
  const url = route.path.replaceAll(/:[^/]+/g, 'x');
  const response = await running.app.inject({ method: route.method as 'GET', url, headers });
  return (response.body && response.json<{ code?: string }>().code) || `${response.statusCode}`;
}

function accessText({ access }: DeclaredRoute): ListedAccess {
  if (!access) return 'nobody';
  if (access.kind === 'api_key') return `api_key ${access.scopes.join(',')}`;
  if (access.kind !== 'scopes') return access.kind;
  return [...access.scopes, ...(access.writeKeys ? ['write_key'] : [])].join(',');
}
