import { bearer, bootControl, owner, type RunningControl } from './boot-control.spec-support.js';

describe('/api/v1/setup', () => {
  let control: RunningControl;
  afterEach(() => control.close());

  it('says to strangers that there is no owner, and only whether the services answer', async () => {
    control = await bootControl({ PUBLIC_URL: 'https://rapport.acme.test' });
    const { status, json, headers } = await control.call('GET', '/api/v1/setup');
    expect(status).toBe(200);
    expect(json).toMatchObject({ ownerExists: false, publicUrl: 'https://rapport.acme.test' });
    expect(json.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(json.checks).toEqual([
      {
        id: 'services',
        ok: true,
        proof: expect.stringContaining('database'),
        at: expect.any(String),
        link: null,
      },
    ]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('makes the owner with everything that the first message needs, and logs them in', async () => {
    control = await bootControl();
    const { status, json, headers } = await control.call('POST', '/api/v1/setup', { body: owner });
    expect(status).toBe(201);
    expect(json).toEqual({
      workspace: {
        id: expect.stringMatching(/^wsp_[0-9a-z]{26}$/),
        name: 'Acme',
        key: 'acme',
        region: 'default',
        timeZone: 'UTC',
        createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      },
      member: {
        id: expect.stringMatching(/^mem_/),
        email: 'ada@acme.test',
        name: null,
        role: 'owner',
      },
      source: {
        id: expect.stringMatching(/^src_/),
        name: 'First source',
        kind: 'any',
        enabled: true,
        writeKey: expect.stringMatching(/^wk_[A-Za-z0-9]{16,64}$/),
      },
      apiKey: {
        id: expect.stringMatching(/^key_/),
        name: 'First key',
        scopes: ['*'],
        expiresAt: null,
        secret: expect.stringMatching(/^sk_[A-Za-z0-9]{8,32}_[A-Za-z0-9_-]{32,64}$/),
      },
      csrfToken: expect.any(String),
    });
    const cookie = headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^rapport_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/);
    const session = await control.call('GET', '/api/v1/sessions/current', {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    expect(session.json).toMatchObject({ member: { email: 'ada@acme.test' }, csrfToken: json.csrfToken });
    expect((await control.call('GET', '/api/v1/setup')).json.ownerExists).toBe(true);
  });

  it('names the cookie __Host- and Secure when the public address is https', async () => {
    control = await bootControl({ PUBLIC_URL: 'https://rapport.acme.test' });
    const { headers } = await control.call('POST', '/api/v1/setup', { body: owner });
    expect(headers.get('set-cookie')).toMatch(/^__Host-rapport_session=[\w-]{43}; Path=\/; .*; Secure$/);
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  it('gives the one place to one of two concurrent calls', async () => {
    control = await bootControl();
    const calls = ['ada@acme.test', 'eve@evil.test'].map((email) =>
      control.call('POST', '/api/v1/setup', { body: { ...owner, email } }),
    );
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const loser = answers.find(({ status }) => status === 409);
    expect(loser?.json.code).toBe('already_set_up');
    expect(loser?.headers.get('set-cookie')).toBeNull();
  });

  it('tells a credential what was observed in its workspace', async () => {
    control = await bootControl();
    const { json } = await control.call('POST', '/api/v1/setup', { body: owner });
    const idsOf = async (headers: Record<string, string>) =>
      (await control.call('GET', '/api/v1/setup', { headers })).json.checks.map(
        (check: { id: string; ok: boolean | null }) => [check.id, check.ok],
      );
    expect(await idsOf(bearer(json.apiKey.secret))).toEqual([
      ['services', true],
      ['first_event', null],
      ['sending_way', true],
      ['first_message', null],
    ]);
    await control.test.database.query(
      `INSERT INTO access.observations (workspace_id, "check", proof, link, observed_at)
       SELECT id, 'first_event', 'Signed Up', '/live', now() FROM access.workspaces`,
    );
    expect((await idsOf(bearer(json.apiKey.secret)))[1]).toEqual(['first_event', true]);
    expect(await idsOf(bearer('sk_unknownkey_' + 'x'.repeat(40)))).toEqual([['services', true]]);
    expect(await idsOf(bearer(json.source.writeKey))).toEqual([['services', true]]);
  });

  it('asks for SETUP_TOKEN before it looks at anything', async () => {
    control = await bootControl({ SETUP_TOKEN: 'let me in' });
    const attempt = (headers: Record<string, string>) =>
      control.call('POST', '/api/v1/setup', { headers, body: owner });
    for (const headers of [{}, { 'rapport-setup-token': 'let me out' }] as Record<string, string>[]) {
      const { status, json } = await attempt(headers);
      expect([status, json.code]).toEqual([403, 'setup_token_required']);
    }
    expect((await attempt({ 'rapport-setup-token': 'let me in' })).status).toBe(201);
  });
});

describe('POST /api/v1/setup, refused', () => {
  let control: RunningControl;
  beforeAll(async () => {
    control = await bootControl();
  });
  afterAll(() => control.close());

  it('reports every fault of the body at once and never a value', async () => {
    const { status, json, text } = await control.call('POST', '/api/v1/setup', {
      body: { email: 'not-an-address', password: 'hunter2', timeZone: 'Mars/Base', role: 'owner' },
    });
    expect(status).toBe(400);
    expect(json.code).toBe('validation_failed');
    const faults = json.errors.map(
      (fault: { field: string; rule: string }) => `${fault.field} ${fault.rule}`,
    );
    expect(faults.sort()).toEqual([
      'email format',
      'password min_length',
      'role unknown_field',
      'timeZone time_zone',
      'workspaceName required',
    ]);
    expect(text).not.toMatch(/not-an-address|hunter2|Mars/);
    expect((await control.call('GET', '/api/v1/setup')).json.ownerExists).toBe(false);
  });

  it.each([
    ['the email as password', { password: 'ada@acme.test' }, 'password', 'format'],
    ['a blank workspace name', { workspaceName: '  ' }, 'workspaceName', 'min_length'],
    ['a number as email', { email: 5 }, 'email', 'type'],
    ['null as member name', { memberName: null }, 'memberName', 'type'],
    ['a region that is no name', { region: 'EU West' }, 'region', 'pattern'],
  ])('refuses %s', async (_, change, field, rule) => {
    const { status, json } = await control.call('POST', '/api/v1/setup', { body: { ...owner, ...change } });
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ field, rule }]);
  });

  it('refuses a browser of another site', async () => {
    const { status, json } = await control.call('POST', '/api/v1/setup', {
      headers: { origin: 'https://evil.test' },
      body: owner,
    });
    expect([status, json.code]).toEqual([403, 'csrf_failed']);
  });
});

describe('unattended set-up', () => {
  const settings = {
    SETUP_EMAIL: 'ops@acme.test',
    SETUP_PASSWORD: 'correct horse battery',
    SETUP_WORKSPACE: 'Acme',
    SETUP_WRITE_KEY: 'wk_0123456789abcdef',
    SETUP_API_KEY: `sk_operator1_${'s'.repeat(40)}`,
  };

  it('makes the owner before the server listens, with the keys of the settings', async () => {
    const control = await bootControl(settings);
    try {
      const { json } = await control.call('GET', '/api/v1/sources', {
        headers: bearer(settings.SETUP_API_KEY),
      });
      expect(json.data).toMatchObject([{ writeKey: settings.SETUP_WRITE_KEY }]);
      const again = await control.call('POST', '/api/v1/setup', { body: owner });
      expect([again.status, again.json.code]).toEqual([409, 'already_set_up']);
    } finally {
      await control.close();
    }
  });

  it('changes nothing once there is an owner', async () => {
    const first = await bootControl(settings);
    const second = await bootControl({ ...settings, SETUP_EMAIL: 'other@acme.test' }, first.test);
    try {
      const members = await first.test.database.query('SELECT email FROM access.members');
      expect(members).toEqual([{ email: 'ops@acme.test' }]);
    } finally {
      await second.close();
      await first.close();
    }
  });

  it('stops the start when a setting cannot be used, and says which', async () => {
    await expect(bootControl({ ...settings, SETUP_PASSWORD: 'short' })).rejects.toThrow(
      'SETUP_PASSWORD must be at least 10 characters long',
    );
  });
});
