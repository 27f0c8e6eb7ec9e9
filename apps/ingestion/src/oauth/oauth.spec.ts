import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { newId, publicId, uuidOf } from '@rapport/kernel';
import { Analytics } from '@segment/analytics-node';
import { SignJWT } from 'jose';
import { aFreePort, aRunningDoor } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

describe('an SDK that signs instead of sending a write key', () => {
  let door: Door;
  let keyId: string;
  const authServer = () => `${door.url}/oauth`;
  beforeAll(async () => {
    const port = await aFreePort();
    door = await aRunningDoor(undefined, { port, settings: { publicUrl: `http://127.0.0.1:${port}` } });
    keyId = await addKey();
  });
  afterAll(() => door.close());

  async function addKey(): Promise<string> {
    const id = newId();
    await door.change(
      `INSERT INTO access.oauth_keys (workspace_id, id, source_id, name, public_key, token_secret, created_at, created_by)
       VALUES ($1, $2, $3, 'Test', $4, $5, now(), '{}')`,
      [door.workspace.workspaceId, id, door.workspace.sourceId, publicKey, Buffer.alloc(32, id)],
    );
    return publicId('oak', id);
  }
  const clientId = () => publicId('src', door.workspace.sourceId);

  interface Claims {
    kid?: string;
    sub?: string;
    aud?: string;
    jti?: string | null;
    expiresIn?: number;
    key?: string;
  }
  function assertion(given: Claims = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const jwt = new SignJWT(given.jti === null ? {} : { jti: given.jti ?? newId() })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: given.kid ?? keyId })
      .setIssuer(clientId())
      .setSubject(given.sub ?? clientId())
      .setAudience(given.aud ?? authServer())
      .setIssuedAt(now - 5)
      .setExpirationTime(now + (given.expiresIn ?? 55));
    return jwt.sign(createPrivateKey(given.key ?? privateKey));
  }
  async function token(client_assertion: string, given: Record<string, string> = {}) {
    const form = {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
      scope: 'tracking_api:write',
      ...given,
    };
    const answer = await fetch(`${door.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      json: (await answer.json()) as Record<string, unknown>,
    };
  }
  async function send(bearer: string, library?: { name: string; version: string }) {
    const item = { type: 'track', event: 'Signed', userId: 'u', ...(library && { context: { library } }) };
    const answer = await fetch(`${door.url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}` },
      body: JSON.stringify({ batch: [item] }),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      json: (await answer.json()) as Record<string, unknown>,
    };
  }

  it('is, for the stock SDK of Node, a matter of four settings', async () => {
    const analytics = new Analytics({
      writeKey: 'not-used',
      host: door.url,
      oauthSettings: {
        clientId: clientId(),
        clientKey: privateKey,
        keyId,
        authServer: authServer(),
        scope: 'tracking_api:write',
      },
    });
    const errors: unknown[] = [];
    analytics.on('error', (error) => errors.push(error));
    analytics.track({ userId: 'oauth-user', event: 'Signed Up' });
    await analytics.closeAndFlush();
    expect(errors).toEqual([]);
    const events = await door.accepted();
    expect(events.filter(({ userId }) => userId === 'oauth-user')).toMatchObject([
      { name: 'Signed Up', sourceId: door.workspace.sourceId },
    ]);
  });

  it('gets a token of a day for a signed assertion, which then opens the wire', async () => {
    const given = await token(await assertion());
    expect(given.status).toBe(200);
    expect(given.json).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 86_400,
      scope: 'tracking_api:write',
    });
    expect(given.headers.get('cache-control')).toBe('no-store');
    expect(given.headers.get('access-control-allow-origin')).toBeNull();
    expect(await send(String(given.json.access_token))).toMatchObject({
      status: 200,
      json: { success: true },
    });
  });

  it('takes the origin for the audience as well', async () => {
    for (const aud of [door.url, `${door.url}/`, `${door.url}/oauth/token`]) {
      expect((await token(await assertion({ aud }))).status).toBe(200);
    }
  });

  it('spends an assertion once', async () => {
    const once = await assertion();
    expect((await token(once)).status).toBe(200);
    expect(await token(once)).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  const other = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  it.each<[string, Claims]>([
    ['signed by another key', { key: other.privateKey }],
    ['of an unknown key', { kid: publicId('oak', newId()) }],
    ['of a key id that is none', { kid: 'x' }],
    ['for another server', { aud: 'https://oauth2.segment.io' }],
    ['of another source', { sub: publicId('src', newId()) }],
    ['that has expired', { expiresIn: -120 }],
    ['that lives for days', { expiresIn: 100_000 }],
    ['without an id of its own', { jti: null }],
  ])('gets nothing for an assertion %s', async (_, claims) => {
    expect(await token(await assertion(claims))).toMatchObject({
      status: 401,
      json: { error: 'invalid_client' },
    });
  });

  it.each<[Record<string, string>, string]>([
    [{ grant_type: 'password' }, 'unsupported_grant_type'],
    [{ client_assertion_type: 'x' }, 'invalid_request'],
    [{ client_assertion: '' }, 'invalid_request'],
    [{ scope: 'everything' }, 'invalid_scope'],
    [{ client_assertion: 'x'.repeat(20_000) }, 'invalid_request'],
  ])('is told what is wrong with the request %p', async (given, error) => {
    expect(await token('', given)).toMatchObject({ status: 400, json: { error } });
  });

  it('is told to slow down', async () => {
    const key = await addKey();
    const answers = await Promise.all(
      Array.from({ length: 60 }, async () => token(await assertion({ kid: key, jti: 'same' }))),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  });

  it('is refused, once its key is gone, so that it fetches another token: 511 for Node from 3 on, 401 for others', async () => {
    const key = await addKey();
    const { json } = await token(await assertion({ kid: key }));
    const bearer = String(json.access_token);
    expect((await send(bearer)).status).toBe(200);
    await door.change('DELETE FROM access.oauth_keys WHERE id = $1', [uuidOf('oak', key)]);
    while ((await send(bearer)).status === 200) await new Promise((resolve) => setImmediate(resolve));
    const node = (version: string) => send(bearer, { name: '@segment/analytics-node', version });
    expect((await node('3.1.0')).status).toBe(511);
    expect((await node('2.1.3')).status).toBe(401);
    expect((await send(bearer, { name: 'analytics-python', version: '2.3.4' })).status).toBe(401);
    const refused = await send(bearer);
    expect([refused.status, refused.json.code, refused.headers.get('access-control-allow-origin')]).toEqual([
      401,
      'invalid_token',
      '*',
    ]);
  });

  it('is refused with a token that we did not sign', async () => {
    const forged = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', kid: keyId })
      .setIssuer('rapport')
      .setExpirationTime('1h')
      .sign(Buffer.alloc(32, 'guess'));
    expect((await send(forged)).status).toBe(401);
    const [head, , signature] = forged.split('.');
    expect((await send(`${head}.e30.${signature}`)).status).toBe(401);
  });
});
