import { generateKeyPairSync } from 'node:crypto';
import { OauthKeyDirectory } from '@rapport/access';
import { uuidOf } from '@rapport/kernel';
import { bearer, bootControl, owner, type RunningControl } from './boot-control.spec-support.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe('/api/v1/sources/{id}/oauth-keys', () => {
  let control: RunningControl;
  let secret: string;
  let path: string;
  let sourceId: string;
  beforeAll(async () => {
    control = await bootControl();
    const { json } = await control.call('POST', '/api/v1/setup', { body: owner });
    secret = json.apiKey.secret;
    sourceId = json.source.id;
    path = `/api/v1/sources/${sourceId}/oauth-keys`;
  });
  afterAll(() => control.close());
  const call = (method: string, at: string, body?: unknown) =>
    control.call(method, at, { headers: bearer(secret), ...(body !== undefined && { body }) });
  const opens = (id: string) =>
    control.app.get(OauthKeyDirectory, { strict: false }).lookUp(uuidOf('oak', id) ?? '');

  it('are added by their public half, listed, and gone for every door once removed', async () => {
    const added = await call('POST', path, { name: 'Billing', publicKey: pem });
    expect(added.status).toBe(201);
    expect(added.json).toEqual({
      id: expect.stringMatching(/^oak_/),
      clientId: sourceId,
      name: 'Billing',
      publicKey: pem,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      createdAt: expect.any(String),
      createdBy: { kind: 'api_key', id: expect.any(String), name: 'First key' },
      lastUsedAt: null,
    });
    expect((await call('GET', path)).json).toEqual({ data: [added.json], nextCursor: null });
    expect(await opens(added.json.id)).toMatchObject({ publicKey: pem, sourceName: 'First source' });
    expect((await call('DELETE', `${path}/${added.json.id}`)).status).toBe(204);
    while (await opens(added.json.id)) await new Promise((resolve) => setImmediate(resolve));
    expect((await call('DELETE', `${path}/${added.json.id}`)).status).toBe(404);
  });

  it.each<[string, object, string]>([
    ['no key', { name: 'x' }, 'publicKey required'],
    ['no name', { publicKey: pem }, 'name required'],
    ['no PEM', { name: 'x', publicKey: 'hello' }, 'publicKey format'],
    [
      'a private key',
      { name: 'x', publicKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() },
      'publicKey format',
    ],
    ['an unknown field', { name: 'x', publicKey: pem, id: 'oak_x' }, 'id unknown_field'],
  ])('refuse %s', async (_, body, fault) => {
    const { status, json, text } = await call('POST', path, body);
    expect(status).toBe(400);
    expect(json.errors.map((one: { field: string; rule: string }) => `${one.field} ${one.rule}`)).toContain(
      fault,
    );
    expect(text).not.toContain('BEGIN');
  });

  it('are at most ten, and of a source that exists', async () => {
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, i) => call('POST', path, { name: `k${i}`, publicKey: pem })),
    );
    expect(made.map(({ status }) => status).sort()).toEqual([...Array(10).fill(201), 409, 409]);
    expect((await call('GET', '/api/v1/sources/src_x/oauth-keys')).status).toBe(404);
    expect(
      (await call('POST', path.replace(/src_.{4}/, 'src_0000'), { name: 'x', publicKey: pem })).status,
    ).toBe(404);
  });
});
