import { bearer, bootControl, owner, type RunningControl } from './boot-control.spec-support.js';

describe('/api/v1/sessions', () => {
  let control: RunningControl;
  let workspaceId: string;
  let secret: string;

  beforeAll(async () => {
    control = await bootControl();
    const { json } = await control.call('POST', '/api/v1/setup', { body: owner });
    workspaceId = json.workspace.id;
    secret = json.apiKey.secret;
  });
  afterAll(() => control.close());
  beforeEach(() => control.test.database.query('TRUNCATE control.login_attempts'));

  const credentials = { email: owner.email, password: owner.password };
  const logIn = async (body: object = credentials, headers: Record<string, string> = {}) => {
    const answer = await control.call('POST', '/api/v1/sessions', { body, headers });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return { ...answer, cookie, csrf: answer.json?.csrfToken as string };
  };
  const current = (cookie: string) =>
    control.call('GET', '/api/v1/sessions/current', { headers: { cookie } });

  it('opens a session for the right password', async () => {
    const { status, json, cookie } = await logIn();
    expect(status).toBe(201);
    expect(json).toEqual({
      member: { id: expect.stringMatching(/^mem_/), email: 'ada@acme.test', name: null },
      workspaces: [{ id: workspaceId, name: 'Acme', role: 'owner' }],
      csrfToken: expect.any(String),
    });
    expect((await current(cookie)).json).toEqual(json);
  });

  it('answers an unknown email byte for byte as a wrong password', async () => {
    const answers = [
      await logIn({ ...credentials, password: 'wrong password' }, { 'x-request-id': 'same' }),
      await logIn({ email: 'nobody@acme.test', password: 'wrong password' }, { 'x-request-id': 'same' }),
    ];
    expect(answers.map(({ status, json }) => [status, json.code])).toEqual(
      Array(2).fill([401, 'invalid_credentials']),
    );
    expect(answers[0]?.text).toBe(answers[1]?.text);
  });

  it('answers 429 with Retry-After after five failures of a minute', async () => {
    for (let i = 0; i < 5; i++) await logIn({ ...credentials, password: 'wrong password' });
    const { status, json, headers } = await logIn();
    expect([status, json.code]).toEqual([429, 'rate_limited']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
  });

  it('ends at once, with its cookie', async () => {
    const { cookie, csrf } = await logIn();
    const headers = { cookie, 'x-csrf-token': csrf, origin: control.origin };
    const ended = await control.call('DELETE', '/api/v1/sessions/current', { headers });
    expect(ended.status).toBe(204);
    expect(ended.headers.get('set-cookie')).toMatch(/^rapport_session=; .*Max-Age=0/);
    const { status, json } = await current(cookie);
    expect([status, json.code]).toEqual([401, 'unauthenticated']);
  });

  it('replaces the session that the browser had', async () => {
    const first = await logIn();
    const second = await logIn(credentials, { cookie: first.cookie });
    expect((await current(first.cookie)).status).toBe(401);
    expect((await current(second.cookie)).status).toBe(200);
  });

  it('is over after twelve idle hours and after seven days', async () => {
    const idle = await logIn();
    const old = await logIn();
    const age = (column: string, interval: string) =>
      control.test.database.query(
        `UPDATE access.sessions SET ${column} = ${column} - interval '${interval}'`,
      );
    expect((await current(idle.cookie)).status).toBe(200);
    await age('last_seen_at', '12 hours 1 second');
    expect((await current(idle.cookie)).status).toBe(401);
    await age('last_seen_at', '-13 hours');
    expect((await current(old.cookie)).status).toBe(200);
    await age('expires_at', '7 days 1 second');
    expect((await current(old.cookie)).status).toBe(401);
  });

  it('needs origin and token for unsafe calls, and the token of this very session', async () => {
    const { cookie, csrf } = await logIn();
    const other = await logIn();
    const attempt = (headers: Record<string, string>) =>
      control.call('POST', '/api/v1/sources', {
        headers: { cookie, 'rapport-workspace': workspaceId, ...headers },
        body: { name: 'web' },
      });
    const origin = control.origin;
    for (const headers of [
      { 'x-csrf-token': csrf },
      { origin },
      { origin, 'x-csrf-token': other.csrf },
      { origin: 'https://evil.test', 'x-csrf-token': csrf },
      { origin: 'null', 'x-csrf-token': csrf },
    ] as Record<string, string>[]) {
      const { status, json } = await attempt(headers);
      expect([headers, status, json.code]).toEqual([headers, 403, 'csrf_failed']);
    }
    expect((await attempt({ origin, 'x-csrf-token': csrf })).status).toBe(201);
    expect((await attempt({ 'sec-fetch-site': 'same-origin', 'x-csrf-token': csrf })).status).toBe(201);
  });

  it('asks for the workspace, and calls a foreign one unknown', async () => {
    const { cookie } = await logIn();
    const list = (headers: Record<string, string>) =>
      control.call('GET', '/api/v1/sources', { headers: { cookie, ...headers } });
    expect((await list({})).json.code).toBe('workspace_required');
    const foreign = await list({ 'rapport-workspace': 'wsp_01234567890123456789012345' });
    expect([foreign.status, foreign.json.code]).toEqual([404, 'not_found']);
    expect((await list({ 'rapport-workspace': workspaceId })).status).toBe(200);
  });

  it('is no place for API keys', async () => {
    const { status, json } = await control.call('GET', '/api/v1/sessions/current', {
      headers: bearer(secret),
    });
    expect([status, json.code]).toEqual([403, 'wrong_key_kind']);
  });
});
