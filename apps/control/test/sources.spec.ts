import { WriteKeyDirectory } from '@rapport/access';
import { bearer, bootControl, owner, type RunningControl } from './boot-control.spec-support.js';

describe('/api/v1/sources', () => {
  let control: RunningControl;
  let secret: string;

  beforeAll(async () => {
    control = await bootControl({ PUBLIC_URL: 'https://rapport.acme.test' });
    const { json } = await control.call('POST', '/api/v1/setup', { body: owner });
    secret = json.apiKey.secret;
  });
  afterAll(() => control.close());

  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    control.call(method, path, {
      headers: { ...bearer(secret), ...headers },
      ...(body !== undefined && { body }),
    });
  const create = async (body: object = { name: 'Web' }) => call('POST', '/api/v1/sources', body);
  const opens = async (key: string): Promise<boolean> =>
    (await control.app.get(WriteKeyDirectory, { strict: false }).lookUp(key)) !== undefined;
  const eventually = async (key: string, expected: boolean): Promise<void> => {
    for (let i = 0; i < 200 && (await opens(key)) !== expected; i++) {
      await new Promise((later) => setTimeout(later, 10));
    }
    expect([key, await opens(key)]).toEqual([key, expected]);
  };

  it('are made with a write key that works', async () => {
    const { status, json, headers } = await create();
    expect(status).toBe(201);
    expect(json).toEqual({
      id: expect.stringMatching(/^src_/),
      name: 'Web',
      kind: 'any',
      enabled: true,
      writeKey: expect.stringMatching(/^wk_/),
      writeKeys: [
        {
          id: expect.stringMatching(/^wkk_/),
          key: json.writeKey,
          createdAt: expect.any(String),
          lastUsedAt: null,
          expiresAt: null,
        },
      ],
      allowedOrigins: [],
      rateLimit: null,
      matchOn: null,
      trackingPlanId: null,
      createdAt: expect.any(String),
      createdBy: { kind: 'api_key', id: expect.any(String), name: 'First key' },
      updatedAt: json.createdAt,
      updatedBy: json.createdBy,
      archivedAt: null,
    });
    expect(headers.get('location')).toBe(`/api/v1/sources/${json.id}`);
    expect((await call('GET', `/api/v1/sources/${json.id}`)).json).toEqual(json);
    await eventually(json.writeKey, true);
  });

  it('take every field at birth and change one without the others', async () => {
    const full = {
      name: 'Shop',
      kind: 'browser',
      enabled: false,
      allowedOrigins: ['https://shop.acme.test'],
      rateLimit: { eventsPerSecond: 50 },
      matchOn: ['user_id', 'anonymous_id'],
    };
    const { json } = await create(full);
    expect(json).toMatchObject(full);
    const { json: changed } = await call('PATCH', `/api/v1/sources/${json.id}`, { enabled: true });
    expect(changed).toMatchObject({ ...full, enabled: true });
    const { json: cleared } = await call('PATCH', `/api/v1/sources/${json.id}`, { rateLimit: null });
    expect(cleared).toMatchObject({ rateLimit: null, matchOn: full.matchOn });
    const { json: open } = await call('PATCH', `/api/v1/sources/${json.id}`, { matchOn: null });
    expect(open.matchOn).toBeNull();
    expect((await call('GET', `/api/v1/sources/${json.id}`)).json.matchOn).toBeNull();
  });

  it('that are disabled or archived have keys that open nothing, until they are back', async () => {
    const { json } = await create();
    await call('PATCH', `/api/v1/sources/${json.id}`, { enabled: false });
    await eventually(json.writeKey, false);
    await call('PATCH', `/api/v1/sources/${json.id}`, { enabled: true });
    await eventually(json.writeKey, true);
    const archived = await call('POST', `/api/v1/sources/${json.id}/archive`);
    expect([archived.status, archived.json.archivedAt]).toEqual([200, expect.any(String)]);
    await eventually(json.writeKey, false);
    const listed = async (query: string): Promise<boolean> =>
      (await call('GET', `/api/v1/sources?limit=100${query}`)).json.data.some(
        (source: { id: string }) => source.id === json.id,
      );
    expect([await listed(''), await listed('&includeArchived=true')]).toEqual([false, true]);
    const back = await call('POST', `/api/v1/sources/${json.id}/unarchive`, {});
    expect([back.status, back.json.archivedAt]).toEqual([200, null]);
    await eventually(json.writeKey, true);
  });

  it('change keys without a gap, and keep the last one', async () => {
    const { json } = await create();
    const keys = `/api/v1/sources/${json.id}/write-keys`;
    const only = await call('DELETE', `${keys}/${json.writeKeys[0].id}`);
    expect([only.status, only.json.code]).toEqual([409, 'state_conflict']);

    const added = await call('POST', keys);
    expect([added.status, added.json.key]).toEqual([201, expect.stringMatching(/^wk_/)]);
    await eventually(added.json.key, true);
    await eventually(json.writeKey, true);
    const both = (await call('GET', `/api/v1/sources/${json.id}`)).json;
    expect(both.writeKey).toBe(added.json.key);
    expect(both.writeKeys).toHaveLength(2);

    expect((await call('DELETE', `${keys}/${json.writeKeys[0].id}`)).status).toBe(204);
    await eventually(json.writeKey, false);
    await eventually(added.json.key, true);
    expect((await call('DELETE', `${keys}/${json.writeKeys[0].id}`)).status).toBe(404);
  });

  it('never lose both of two keys to two removals at once', async () => {
    const { json } = await create();
    const keys = `/api/v1/sources/${json.id}/write-keys`;
    const added = await call('POST', keys);
    const removals = [json.writeKeys[0].id, added.json.id].map((id) => call('DELETE', `${keys}/${id}`));
    expect((await Promise.all(removals)).map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  it('give snippets with the real key and our own origin', async () => {
    const { json } = await create();
    const { status, json: snippets } = await call('GET', `/api/v1/sources/${json.id}/snippets`);
    expect(status).toBe(200);
    expect(Object.keys(snippets)).toEqual(['html', 'npm', 'curl', 'node', 'python']);
    for (const text of Object.values(snippets)) {
      expect(text).toContain(json.writeKey);
      expect(text).toContain('rapport.acme.test');
    }
  });

  it('answer 304 to who has the newest state, and 412 to who changes an old one', async () => {
    const { json, headers } = await create();
    const path = `/api/v1/sources/${json.id}`;
    const etag = headers.get('etag') ?? '';
    expect((await call('GET', path, undefined, { 'if-none-match': etag })).status).toBe(304);
    const changed = await call('PATCH', path, { name: 'New' }, { 'if-match': etag });
    expect(changed.status).toBe(200);
    const stale = await call('PATCH', path, { name: 'Newer' }, { 'if-match': etag });
    expect([stale.status, stale.json.code]).toEqual([412, 'stale_revision']);
    expect(stale.json.current).toMatchObject({
      etag: changed.headers.get('etag'),
      changedBy: { kind: 'api_key', name: 'First key' },
    });
    expect((await call('GET', path)).json.name).toBe('New');
    expect((await call('PATCH', path, { name: 'Known' }, { 'if-match': '*' })).status).toBe(200);
  });

  it('are found by a part of the name, literally', async () => {
    await create({ name: '100% Héllo_World' });
    const named = async (q: string): Promise<number> =>
      (await call('GET', `/api/v1/sources?q=${encodeURIComponent(q)}`)).json.data.length;
    expect(await named('hÉLLO_w')).toBe(1);
    expect(await named('%')).toBe(1);
    expect(await named('hello')).toBe(0);
  });

  it('page through all, each once, and refuse the cursor of another list', async () => {
    const first = await call('GET', '/api/v1/sources?limit=2');
    const seen: string[] = first.json.data.map((source: { id: string }) => source.id);
    let next = first.json.nextCursor;
    while (next) {
      const { json } = await call('GET', `/api/v1/sources?limit=2&cursor=${next}`);
      seen.push(...json.data.map((source: { id: string }) => source.id));
      next = json.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    const other = await call('GET', `/api/v1/sources?q=Web&cursor=${first.json.nextCursor}`);
    expect([other.status, other.json.code]).toEqual([400, 'invalid_cursor']);
  });

  it.each([
    ['no name', {}, 'name', 'required'],
    ['a name of another type', { name: 5 }, 'name', 'type'],
    ['a name that is too long', { name: 'x'.repeat(101) }, 'name', 'max_length'],
    ['an unknown kind', { name: 'x', kind: 'toaster' }, 'kind', 'enum'],
    ['text for a boolean', { name: 'x', enabled: 'true' }, 'enabled', 'type'],
    [
      'an origin with a path',
      { name: 'x', allowedOrigins: ['https://a.test/x'] },
      'allowedOrigins',
      'format',
    ],
    [
      'a rate of nothing',
      { name: 'x', rateLimit: { eventsPerSecond: 0 } },
      'rateLimit.eventsPerSecond',
      'minimum',
    ],
    ['a source that matches on nothing', { name: 'x', matchOn: [] }, 'matchOn', 'format'],
    ['a source that nobody can be filed under', { name: 'x', matchOn: ['email'] }, 'matchOn', 'format'],
    ['a group as a person', { name: 'x', matchOn: ['user_id', 'group_id'] }, 'matchOn', 'format'],
    ['a type twice', { name: 'x', matchOn: ['user_id', 'user_id'] }, 'matchOn', 'duplicate'],
    ['a field that does not exist', { name: 'x', colour: 'red' }, 'colour', 'unknown_field'],
    ['an id of its choice', { name: 'x', id: 'src_1' }, 'id', 'unknown_field'],
  ])('refuse %s', async (_, body, field, rule) => {
    const { status, json } = await create(body);
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ field, rule }]);
  });

  it('refuse parameters that do not exist', async () => {
    const { status, json } = await call('GET', '/api/v1/sources?sort=name');
    expect([status, json.code]).toEqual([400, 'unknown_parameter']);
    expect((await call('GET', '/api/v1/sources?limit=101')).status).toBe(400);
  });
});
