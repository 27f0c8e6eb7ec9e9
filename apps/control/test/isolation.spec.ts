import { generateKeyPairSync } from 'node:crypto';
import { routesOf } from '@rapport/http';
import { testWorkspace, type TestWorkspace } from '@rapport/testing';
import { bootControl, type CallOptions, type RunningControl } from './boot-control.spec-support.js';

const { publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** A body that each route would take, so that only the credential and the id decide. */
const bodies: Record<string, object> = {
  'PATCH /api/v1/workspaces/:id': { name: 'x' },
  'POST /api/v1/api-keys': { name: 'x', scopes: ['events:read'] },
  'PATCH /api/v1/api-keys/:id': { name: 'x' },
  'POST /api/v1/sources': { name: 'x' },
  'PATCH /api/v1/sources/:id': { name: 'x' },
  'POST /api/v1/sources/:id/archive': {},
  'POST /api/v1/sources/:id/unarchive': {},
  'POST /api/v1/sources/:id/write-keys': {},
  'POST /api/v1/sources/:id/oauth-keys': { name: 'x', publicKey },
};

const random = '01jd0000000000000000000000';

describe('control keeps strangers and neighbours out', () => {
  let control: RunningControl;
  let ours: TestWorkspace;
  let foreign: { source: ReturnType<typeof JSON.parse>; keyId: string };
  let routes: { method: string; path: string; name: string; kind: string }[];

  beforeAll(async () => {
    control = await bootControl();
    const access = await control.test.openAs('access');
    ours = await testWorkspace(access);
    const other = await testWorkspace(access);
    const authorization = await other.bearer();
    const source = await control.call('GET', '/api/v1/sources', { headers: { authorization } });
    const keys = await control.call('GET', '/api/v1/api-keys', { headers: { authorization } });
    foreign = { source: source.json.data[0], keyId: keys.json.data[0].id };
    routes = routesOf(control.app)
      .filter(({ path }) => path.startsWith('/api/v1/'))
      .map(({ method, path, access: rule }) => ({
        method,
        path,
        name: `${method} ${path}`,
        kind: rule?.kind ?? 'unlisted',
      }));
  });
  afterAll(() => control.close());

  const idFor = (path: string, foreignId: boolean): string => {
    if (path.includes('/sources')) return foreignId ? foreign.source.id : `src_${random}`;
    if (path.includes('/api-keys')) return foreignId ? foreign.keyId : `key_${random}`;
    return `wsp_${random}`;
  };
  const callRoute = (
    route: { method: string; path: string; name: string },
    options: CallOptions,
    foreignId = false,
  ) => {
    const path = route.path
      .replace(':id', idFor(route.path, foreignId))
      .replace(':keyId', foreignId ? foreign.source.writeKeys[0].id : `wkk_${random}`);
    const body = bodies[route.name];
    return control.call(route.method, path, { ...options, ...(body && { body }) });
  };

  it('lists who may call each route', () => {
    const kinds = Object.fromEntries(routes.map(({ name, kind }) => [name, kind]));
    expect(kinds).toEqual({
      'GET /api/v1/setup': 'optional',
      'POST /api/v1/setup': 'public',
      'POST /api/v1/sessions': 'public',
      'GET /api/v1/sessions/current': 'session',
      'DELETE /api/v1/sessions/current': 'session',
      'GET /api/v1/workspaces': 'scopes',
      'GET /api/v1/workspaces/:id': 'scopes',
      'PATCH /api/v1/workspaces/:id': 'scopes',
      'GET /api/v1/api-keys': 'scopes',
      'POST /api/v1/api-keys': 'scopes',
      'PATCH /api/v1/api-keys/:id': 'scopes',
      'DELETE /api/v1/api-keys/:id': 'scopes',
      'GET /api/v1/sources': 'scopes',
      'POST /api/v1/sources': 'scopes',
      'GET /api/v1/sources/:id': 'scopes',
      'PATCH /api/v1/sources/:id': 'scopes',
      'POST /api/v1/sources/:id/archive': 'scopes',
      'POST /api/v1/sources/:id/unarchive': 'scopes',
      'POST /api/v1/sources/:id/write-keys': 'scopes',
      'DELETE /api/v1/sources/:id/write-keys/:keyId': 'scopes',
      'GET /api/v1/sources/:id/oauth-keys': 'scopes',
      'POST /api/v1/sources/:id/oauth-keys': 'scopes',
      'DELETE /api/v1/sources/:id/oauth-keys/:keyId': 'scopes',
      'GET /api/v1/sources/:id/snippets': 'scopes',
      'GET /api/v1/openapi.json': 'public',
    });
  });

  it('answers one and the same 401 without a credential and with a bad one', async () => {
    const bad: Record<string, string>[] = [
      {},
      { authorization: 'Bearer' },
      { authorization: 'Basic !!!' },
      { authorization: `Bearer sk_unknownkey_${'x'.repeat(40)}` },
      { cookie: 'rapport_session=nothing' },
    ];
    for (const route of routes.filter(({ kind }) => kind === 'scopes' || kind === 'session')) {
      for (const headers of bad) {
        const answer = await callRoute(route, { headers: { ...headers, 'x-request-id': 'same' } });
        expect([route.name, answer.status, answer.json.code]).toEqual([route.name, 401, 'unauthenticated']);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
        expect(Object.keys(answer.json).sort()).toEqual(['code', 'requestId', 'status', 'title', 'type']);
      }
    }
  });

  it('refuses write keys and keys without the scope', async () => {
    const wrongScope = await ours.bearer('templates:read');
    for (const route of routes.filter(({ kind }) => kind === 'scopes')) {
      const byWriteKey = await callRoute(route, { headers: { authorization: `Bearer ${ours.writeKey}` } });
      expect([route.name, byWriteKey.status, byWriteKey.json.code]).toEqual([
        route.name,
        403,
        'wrong_key_kind',
      ]);
      const byScope = await callRoute(route, { headers: { authorization: wrongScope } });
      expect([route.name, byScope.status, byScope.json.code]).toEqual([
        route.name,
        403,
        'insufficient_scope',
      ]);
    }
  });

  it('answers for an object of another workspace as for one that nobody has, byte for byte', async () => {
    const headers = { authorization: await ours.bearer(), 'x-request-id': 'same' };
    const before = await control.test.database.query(
      `SELECT (SELECT json_agg(s ORDER BY id) FROM access.sources s)::text AS sources,
              (SELECT json_agg(k ORDER BY id) FROM access.write_keys k)::text AS write_keys,
              (SELECT count(*) FROM access.api_keys WHERE revoked_at IS NOT NULL) AS revoked`,
    );
    for (const route of routes.filter(({ path }) => path.includes(':id'))) {
      const nobody = await callRoute(route, { headers });
      const neighbour = await callRoute(route, { headers }, true);
      expect([route.name, nobody.status, nobody.json.code]).toEqual([route.name, 404, 'not_found']);
      expect([route.name, neighbour.status, neighbour.text]).toEqual([route.name, 404, nobody.text]);
    }
    const after = await control.test.database.query(
      `SELECT (SELECT json_agg(s ORDER BY id) FROM access.sources s)::text AS sources,
              (SELECT json_agg(k ORDER BY id) FROM access.write_keys k)::text AS write_keys,
              (SELECT count(*) FROM access.api_keys WHERE revoked_at IS NOT NULL) AS revoked`,
    );
    expect(after).toEqual(before);
  });

  it('lists nothing of a neighbour', async () => {
    const headers = { authorization: await ours.bearer() };
    for (const path of ['/api/v1/sources?includeArchived=true', '/api/v1/api-keys', '/api/v1/workspaces']) {
      const { text } = await control.call('GET', path, { headers });
      expect(text).not.toContain(foreign.source.id);
      expect(text).not.toContain(foreign.source.writeKey);
      expect(text).not.toContain(foreign.keyId);
    }
  });

  it('calls malformed ids and ids of another kind unknown', async () => {
    const headers = { authorization: await ours.bearer() };
    for (const id of ['nothing', `key_${random}`, 'src_', `src_${random}x`, "src_' OR 1=1--", '%00']) {
      const { status, json } = await control.call('GET', `/api/v1/sources/${encodeURIComponent(id)}`, {
        headers,
      });
      expect([id, status, json.code]).toEqual([id, 404, 'not_found']);
    }
  });
});
