import { publicId } from '@rapport/kernel';
import { aDoor, aGrant, workspaceId, writeKey } from './wire.spec-support.js';
import type { Door } from './wire.spec-support.js';

const origin = 'https://shop.test';
const basic = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;

describe('the documents that SDKs start with', () => {
  let door: Door;
  beforeAll(async () => (door = await aDoor()));
  afterAll(() => door.close());

  it.each(['', '/'])('are served at /v1/projects/<key>/settings%s, to HEAD as well', async (slash) => {
    const path = `/v1/projects/${writeKey}/settings${slash}`;
    const answer = await door.send('GET', path, { origin });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'content-type': 'application/json',
      'cache-control': 'public, max-age=60',
    });
    const integrations = answer.json.integrations as Record<string, unknown>;
    expect(Object.keys(integrations)).toEqual(['Segment.io']);
    expect(integrations['Segment.io']).toMatchObject({
      apiKey: writeKey,
      apiHost: 'localhost:3000/v1',
      protocol: 'http',
    });
    const head = await door.send('HEAD', path, { origin });
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-length']).toBe(answer.headers['content-length']);
  });

  it.each([
    ['/sourceConfig/?p=npm&v=3.34.1&writeKey=other', { authorization: basic }],
    [`/sourceConfig?p=android&v=1&writeKey=${writeKey}`, {}],
  ])('are served at %s', async (path, headers) => {
    const answer = await door.send('GET', path, { origin, ...headers });
    expect(answer.status).toBe(200);
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
    expect(answer.json.source).toMatchObject({
      id: publicId('src', aGrant().sourceId),
      writeKey,
      enabled: true,
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      connections: [],
      destinations: [],
      workspaceId: publicId('wsp', workspaceId),
    });
  });

  it.each(['/v1/projects/wk_unknown000000000/settings', '/sourceConfig'])(
    'refuse an unknown key at %s',
    async (path) => {
      const answer = await door.send('GET', path, { origin });
      expect([answer.status, answer.json.code]).toEqual([400, 'invalid_write_key']);
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
    },
  );

  it.each([`/v1/projects/${writeKey}/settings`, '/sourceConfig/'])(
    'answer preflights and wrong methods at %s',
    async (path) => {
      const preflight = await door.send('OPTIONS', path, {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'Authorization',
      });
      expect(preflight.status).toBe(204);
      expect(preflight.headers['access-control-allow-headers']).toContain('Authorization');
      const wrong = await door.send('POST', path, { origin }, '{}');
      expect([wrong.status, wrong.headers.allow]).toEqual([400, 'GET, HEAD, OPTIONS']);
    },
  );
});
