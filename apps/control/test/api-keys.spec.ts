import { bearer, bootControl, owner, type RunningControl } from './boot-control.spec-support.js';

describe('/api/v1/api-keys', () => {
  let control: RunningControl;
  let root: string;

  beforeAll(async () => {
    control = await bootControl();
    const { json } = await control.call('POST', '/api/v1/setup', { body: owner });
    root = json.apiKey.secret;
  });
  afterAll(() => control.close());

  const call = (method: string, path: string, body?: unknown, secret = root) =>
    control.call(method, path, { headers: bearer(secret), ...(body !== undefined && { body }) });
  const create = async (scopes: string[], secret = root, more: object = {}) =>
    call('POST', '/api/v1/api-keys', { name: 'CI', scopes, ...more }, secret);

  it('shows the secret once and never again', async () => {
    const { status, json, headers } = await create(['sources:read']);
    expect(status).toBe(201);
    expect(json).toEqual({
      id: expect.stringMatching(/^key_/),
      name: 'CI',
      scopes: ['sources:read'],
      createdAt: expect.any(String),
      createdBy: { kind: 'api_key', id: expect.stringMatching(/^key_/), name: 'First key' },
      lastUsedAt: null,
      expiresAt: null,
      revokedAt: null,
      secret: expect.stringMatching(/^sk_/),
    });
    expect(headers.get('location')).toBe(`/api/v1/api-keys/${json.id}`);
    const list = await call('GET', '/api/v1/api-keys');
    expect(list.json.data[0]).toMatchObject({ id: json.id, scopes: ['sources:read'] });
    // Beyond `sk_<id>_`; the random part may hold underscores itself.
    expect(list.text).not.toContain(json.secret.split('_').slice(2).join('_'));
    expect(list.text).not.toContain('secret');
  });

  it('replays a creation without the secret', async () => {
    const headers = { ...bearer(root), 'idempotency-key': 'once' };
    const body = { name: 'Once', scopes: ['events:read'] };
    const first = await control.call('POST', '/api/v1/api-keys', { headers, body });
    const second = await control.call('POST', '/api/v1/api-keys', { headers, body });
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.json).toEqual({ ...first.json, secret: null });
  });

  it('works with its scopes and no others', async () => {
    const { json } = await create(['sources:write']);
    expect((await call('GET', '/api/v1/sources', undefined, json.secret)).status).toBe(200);
    expect((await call('POST', '/api/v1/sources', { name: 'x' }, json.secret)).status).toBe(201);
    const refused = await call('GET', '/api/v1/workspaces', undefined, json.secret);
    expect([refused.status, refused.json.code, refused.json.requiredScope]).toEqual([
      403,
      'insufficient_scope',
      'workspace:read',
    ]);
  });

  it('cannot grant what its creator lacks, neither at birth nor later', async () => {
    const { json: weak } = await create(['team:write', 'journeys:write']);
    const beyond = await create(['journeys:publish'], weak.secret);
    expect([beyond.status, beyond.json.code, beyond.json.requiredScope]).toEqual([
      403,
      'insufficient_scope',
      'journeys:publish',
    ]);
    expect((await create(['*'], weak.secret)).status).toBe(403);
    const child = await create(['journeys:read', 'team:read'], weak.secret);
    expect(child.status).toBe(201);
    const widened = await call('PATCH', `/api/v1/api-keys/${child.json.id}`, { scopes: ['*'] }, weak.secret);
    expect([widened.status, widened.json.code]).toEqual([403, 'insufficient_scope']);
  });

  it('changes name, scopes and expiry, and keeps what is absent', async () => {
    const { json } = await create(['events:read']);
    const path = `/api/v1/api-keys/${json.id}`;
    const renamed = await call('PATCH', path, { name: ' Build ' });
    expect(renamed.json).toMatchObject({ name: 'Build', scopes: ['events:read'], expiresAt: null });
    const limited = await call('PATCH', path, { expiresAt: '2099-01-01T00:00:00Z' });
    expect(limited.json).toMatchObject({ name: 'Build', expiresAt: '2099-01-01T00:00:00.000Z' });
    expect((await call('PATCH', path, { expiresAt: null })).json.expiresAt).toBeNull();
    expect((await call('PATCH', path, { expiresAt: '2001-01-01T00:00:00Z' })).json.errors).toMatchObject([
      { field: 'expiresAt', rule: 'minimum' },
    ]);
  });

  it('is dead at once when it is revoked, and stays listed', async () => {
    const { json } = await create(['sources:read']);
    expect((await call('DELETE', `/api/v1/api-keys/${json.id}`)).status).toBe(204);
    const { status, json: refused } = await call('GET', '/api/v1/sources', undefined, json.secret);
    expect([status, refused.code]).toEqual([401, 'unauthenticated']);
    const [listed] = (await call('GET', '/api/v1/api-keys?limit=1')).json.data;
    expect(listed).toMatchObject({ id: json.id, revokedAt: expect.any(String) });
    expect((await call('DELETE', `/api/v1/api-keys/${json.id}`)).status).toBe(204);
    const late = await call('PATCH', `/api/v1/api-keys/${json.id}`, { name: 'x' });
    expect([late.status, late.json.code]).toEqual([409, 'state_conflict']);
  });

  it.each([
    ['no scopes', { scopes: [] }, 'scopes', 'min_items'],
    ['an unknown scope', { scopes: ['everything'] }, 'scopes', 'enum'],
    ['a scope twice', { scopes: ['*', '*'] }, 'scopes', 'duplicate'],
    ['a blank name', { name: ' ' }, 'name', 'min_length'],
    ['a date without time', { expiresAt: '2099-01-01' }, 'expiresAt', 'date_time'],
    ['a workspace of its choice', { workspaceId: 'wsp_1' }, 'workspaceId', 'unknown_field'],
    ['a secret of its choice', { secret: 'sk_1' }, 'secret', 'unknown_field'],
  ])('refuses %s', async (_, change, field, rule) => {
    const { status, json } = await create(['events:read'], root, change);
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ field, rule }]);
  });

  it('pages through all of them, each once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { json } = await call('GET', `/api/v1/api-keys?limit=3${cursor}`);
      seen.push(...json.data.map((key: { id: string }) => key.id));
      cursor = json.nextCursor ? `&cursor=${json.nextCursor}` : '';
    } while (cursor);
    const all = (await call('GET', '/api/v1/api-keys?limit=100')).json.data;
    expect(seen).toEqual(all.map((key: { id: string }) => key.id));
    expect(new Set(seen).size).toBe(seen.length);
  });
});
