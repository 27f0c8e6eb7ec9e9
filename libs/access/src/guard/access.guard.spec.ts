import { Controller, Delete, Get, Module, Post } from '@nestjs/common';
import { newId, publicId } from '@rapport/kernel';
import {
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import {
  AnyScope,
  type Caller,
  CurrentCaller,
  CurrentWorkspace,
  OptionalCredential,
  Public,
  RequireScopes,
  RequireScopesOrWriteKey,
  SessionRoute,
  WorkspaceInQuery,
} from '../index.js';

@Controller('api/v1/things')
class ThingsController {
  @Get('read') @RequireScopes('profiles:read') read(@CurrentWorkspace() workspace: string) {
    return { workspace };
  }
  @Post('write') @RequireScopes('profiles:write') write(@CurrentCaller() caller: Caller) {
    return { kind: caller.kind };
  }
  @Post('send') @RequireScopesOrWriteKey('events:send') send(@CurrentCaller() caller: Caller) {
    return { kind: caller.kind, workspace: caller.workspaceId };
  }
  @Get('any') @AnyScope() any() {
    return {};
  }
  @Get('stream') @WorkspaceInQuery() @AnyScope() stream(@CurrentWorkspace() workspace: string) {
    return { workspace };
  }
  @Get('me') @SessionRoute() me(@CurrentCaller() caller: Caller) {
    return { workspace: caller.workspaceId };
  }
  @Delete('me') @SessionRoute() leave() {
    return {};
  }
  @Get('open') @OptionalCredential() open(@CurrentCaller() caller: Caller | undefined) {
    return { kind: caller?.kind ?? null };
  }
  @Post('login') @Public() login() {
    return {};
  }
}
@Module({ controllers: [ThingsController] })
class ThingsModule {}

describe('access guard', () => {
  let test: TestDatabase;
  let running: TestApp;
  let acme: TestWorkspace;
  let other: TestWorkspace;
  beforeAll(async () => {
    test = await testDatabase();
    running = await testApp(test, [ThingsModule]);
    acme = await testWorkspace(running.access);
    other = await testWorkspace(running.access);
  });
  afterAll(async () => {
    await running?.close();
    await test.close();
  });

  const call = async (route: string, headers: Record<string, string> = {}) => {
    const [method, path] = route.split(' ') as ['GET', string];
    const response = await running.app.inject({ method, url: `/api/v1/things/${path}`, headers });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  };
  const outcome = async (route: string, headers: Record<string, string> = {}) => {
    const { status, body } = await call(route, headers);
    return body.code === undefined ? `${status}` : `${status} ${body.code as string}`;
  };

  it('gives one answer to everything that is no credential', async () => {
    const bearer = await acme.bearer('*');
    const revoked = await acme.bearer('*');
    await running.access.query('UPDATE access.api_keys SET revoked_at = now() WHERE key_id = $1', [
      revoked.split('_')[1],
    ]);
    const expired = await acme.bearer('*');
    await running.access.query(`UPDATE access.api_keys SET expires_at = '2020-01-01' WHERE key_id = $1`, [
      expired.split('_')[1],
    ]);
    const bodies = new Set<string>();
    for (const authorization of [
      '',
      'Bearer',
      'Bearer x',
      'Basic !!!',
      'Digest a',
      `Basic ${Buffer.from(`${bearer.slice(7)}:`).toString('base64')}`,
      bearer.replace(/.$/, '!'),
      `${bearer.slice(0, -5)}AAAAA`,
      `Bearer wk_${'0'.repeat(24)}`,
      revoked,
      expired,
    ]) {
      const { status, body } = await call('GET read', { authorization });
      expect([authorization, status]).toEqual([authorization, 401]);
      bodies.add(JSON.stringify({ ...body, requestId: '' }));
    }
    bodies.add(JSON.stringify({ ...(await call('GET read')).body, requestId: '' }));
    expect(bodies.size).toBe(1);
    expect(await outcome('GET read', { authorization: bearer })).toBe('200');
  });

  it.each([
    ['profiles:read', 'GET read', '200'],
    ['profiles:write', 'GET read', '200'],
    ['*', 'POST write', '201'],
    ['profiles:read', 'POST write', '403 insufficient_scope'],
    ['events:write', 'POST send', '403 insufficient_scope'],
    ['events:read', 'GET any', '200'],
    ['*', 'GET me', '403 wrong_key_kind'],
  ])('lets a key with %s ask %s: %s', async (scope, route, expected) => {
    expect(await outcome(route, { authorization: await acme.bearer(scope) })).toBe(expected);
  });

  it('takes a write key where events go, and nowhere else', async () => {
    const bearer = { authorization: `Bearer ${acme.writeKey}` };
    const basic = { authorization: `Basic ${Buffer.from(`${acme.writeKey}:`).toString('base64')}` };
    expect((await call('POST send', basic)).body).toEqual({ kind: 'write_key', workspace: acme.workspaceId });
    for (const route of ['GET read', 'POST write', 'GET any', 'GET me']) {
      expect([route, await outcome(route, bearer)]).toEqual([route, '403 wrong_key_kind']);
    }
  });

  it('takes the workspace from the key; the header may only repeat it', async () => {
    const authorization = await acme.bearer('*');
    const read = (workspace: string) =>
      outcome('GET read', { authorization, 'rapport-workspace': workspace });
    expect((await call('GET read', { authorization })).body).toEqual({ workspace: acme.workspaceId });
    expect(await read(acme.publicId)).toBe('200');
    expect(await read(other.publicId)).toBe('403 wrong_workspace');
    expect(await read('nonsense')).toBe('403 wrong_workspace');
  });

  it('asks a session which workspace it means, and hides those of others', async () => {
    const { cookie } = await acme.session();
    const read = (workspace: string) => outcome('GET read', { cookie, 'rapport-workspace': workspace });
    expect(await outcome('GET read', { cookie })).toBe('400 workspace_required');
    expect(await read(acme.publicId)).toBe('200');
    expect(await read(other.publicId)).toBe('404 not_found');
    expect(await read(publicId('wsp', newId()))).toBe('404 not_found');
    expect(await read('nonsense')).toBe('404 not_found');
    expect((await call('GET me', { cookie })).body).toEqual({ workspace: null });
  });

  it('lets the query name the workspace only where a stream is opened', async () => {
    const { cookie } = await acme.session();
    const stream = await running.app.inject({
      url: `/api/v1/things/stream?workspace=${acme.publicId}`,
      headers: { cookie },
    });
    expect(stream.json()).toEqual({ workspace: acme.workspaceId });
    const read = await running.app.inject({
      url: `/api/v1/things/read?workspace=${acme.publicId}`,
      headers: { cookie },
    });
    expect(read.json<{ code: string }>().code).toBe('workspace_required');
  });

  it('lets the bearer count when a cookie comes with it, also when it is useless', async () => {
    const { cookie } = await acme.session();
    expect(await outcome('GET me', { cookie, authorization: 'Bearer x' })).toBe('401 unauthenticated');
    expect(await outcome('POST write', { cookie, authorization: await acme.bearer('*') })).toBe('201');
  });

  it('ends a session when it is deleted, after twelve idle hours and after seven days', async () => {
    for (const change of [
      'DELETE FROM access.sessions WHERE id = $1',
      `UPDATE access.sessions SET last_seen_at = now() - interval '12 hours 1 second' WHERE id = $1`,
      `UPDATE access.sessions SET expires_at = now() - interval '1 second' WHERE id = $1`,
    ]) {
      const { id, cookie } = await acme.session();
      expect(await outcome('GET me', { cookie })).toBe('200');
      await running.access.query(change, [id]);
      expect(await outcome('GET me', { cookie })).toBe('401 unauthenticated');
    }
  });

  it('wants both the origin and the token of a browser that changes something', async () => {
    const { cookie, csrfToken } = await acme.session();
    const foreign = await other.session();
    const write = (headers: Record<string, string>) =>
      outcome('POST write', {
        cookie,
        'rapport-workspace': acme.publicId,
        host: 'localhost:3000',
        ...headers,
      });
    const ours = { origin: 'http://localhost:3000' };
    expect(await write({ ...ours, 'x-csrf-token': csrfToken })).toBe('201');
    expect(await write({ 'sec-fetch-site': 'same-origin', 'x-csrf-token': csrfToken })).toBe('201');
    expect(
      await write({ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000', 'x-csrf-token': csrfToken }),
    ).toBe('201');
    for (const headers of [
      { 'x-csrf-token': csrfToken },
      { ...ours },
      { ...ours, 'x-csrf-token': foreign.csrfToken },
      { ...ours, 'sec-fetch-site': 'cross-site', 'x-csrf-token': csrfToken },
      { ...ours, 'sec-fetch-site': 'same-site', 'x-csrf-token': csrfToken },
      { origin: 'https://console.evil', 'x-csrf-token': csrfToken },
      { origin: 'null', 'x-csrf-token': csrfToken },
    ] as Record<string, string>[]) {
      expect([headers, await write(headers)]).toEqual([headers, '403 csrf_failed']);
    }
    expect(await outcome('DELETE me', { cookie })).toBe('403 csrf_failed');
  });

  it('keeps pages of other sites away from login, and lets curl in', async () => {
    expect(await outcome('POST login')).toBe('201');
    expect(await outcome('POST login', { origin: 'http://localhost:3000' })).toBe('201');
    expect(await outcome('POST login', { origin: 'https://evil.test' })).toBe('403 csrf_failed');
    expect(await outcome('POST login', { 'sec-fetch-site': 'cross-site' })).toBe('403 csrf_failed');
  });

  it('reads a credential where one may be sent, and takes a bad one for none', async () => {
    expect((await call('GET open')).body).toEqual({ kind: null });
    expect((await call('GET open', { authorization: 'Bearer x' })).body).toEqual({ kind: null });
    expect((await call('GET open', { authorization: await acme.bearer('*') })).body).toEqual({
      kind: 'api_key',
    });
    expect((await call('GET open', { authorization: `Bearer ${acme.writeKey}` })).body).toEqual({
      kind: null,
    });
  });

  it('ignores headers that claim another path or method', async () => {
    for (const name of ['x-http-method-override', 'x-original-url', 'x-rewrite-url']) {
      expect(await outcome('GET read', { [name]: '/api/v1/things/open' })).toBe('401 unauthenticated');
    }
  });

  it('refuses to start with a route that does not say who may call it', async () => {
    @Controller('forgotten')
    class ForgottenController {
      @Get() all() {
        return {};
      }
    }
    @Module({ controllers: [ForgottenController] })
    class ForgottenModule {}
    await expect(testApp(test, [ForgottenModule])).rejects.toThrow(
      'GET /forgotten (ForgottenController.all)',
    );
  });
});
