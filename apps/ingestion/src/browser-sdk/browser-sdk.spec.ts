import { runInNewContext } from 'node:vm';
import { aRunningDoor } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';

describe('the browser SDK as the door serves it', () => {
  let door: Door;
  beforeAll(async () => (door = await aRunningDoor()));
  afterAll(() => door.close());
  const get = (path: string, headers: Record<string, string> = {}) => fetch(door.url + path, { headers });
  const sdkPath = async () =>
    /analytics-next\/bundles\/index\.[0-9a-f]+\.js/.exec(await (await get('/s.js')).text())?.[0] ?? '';

  it.each(['/s.js', '/s.js?writeKey=wk_x', '/analytics.js/v1/wk_x/analytics.min.js'])(
    'begins with the loader at %s, for pages of any origin',
    async (path) => {
      const answer = await get(path);
      expect(answer.status).toBe(200);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=300',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      });
      const etag = answer.headers.get('etag') ?? '';
      expect((await get(path, { 'if-none-match': etag })).status).toBe(304);
      expect((await fetch(door.url + path, { method: 'HEAD' })).status).toBe(200);
    },
  );

  it('has its bundle under a name that changes with the content, for ever, gzipped where that is understood', async () => {
    const path = `/${await sdkPath()}`;
    const plain = await get(path, { 'accept-encoding': 'identity' });
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toContain('AnalyticsNext');
    const gzipped = await get(path, { 'accept-encoding': 'gzip' });
    expect([gzipped.status, gzipped.headers.get('content-encoding')]).toEqual([200, 'gzip']);
  });

  it('has every chunk that the bundle may ask for', async () => {
    const bundle = await (await get(`/${await sdkPath()}`)).text();
    const chunks = [...bundle.matchAll(/"?([\w-]+)"?:"([0-9a-f]{20})"/g)].map((match) => match[2]);
    expect(chunks.length).toBeGreaterThan(5);
    const names = [...bundle.matchAll(/(\d+):"([a-zA-Z-]+)"/g)].map((match) => match[2] ?? '');
    expect(names).toContain('queryString');
    const hash = (name: string) => new RegExp(`"?${name}"?:"([0-9a-f]{20})"`).exec(bundle)?.[1];
    const id = /(\d+):"queryString"/.exec(bundle)?.[1] ?? '';
    const chunk = await get(`/analytics-next/bundles/queryString.bundle.${hash(id)}.js`);
    expect(chunk.status).toBe(200);
  });

  it.each([
    '/analytics-next/bundles/index.js',
    '/analytics-next/bundles/..%2f..%2fpackage.json',
    '/analytics-next/',
  ])('serves no other file: %s', async (path) => expect((await get(path)).status).toBe(404));

  it('asks for nothing but its own bundle, and says what is missing when it has no key', async () => {
    const text = await (await get('/s.js')).text();
    expect(text).not.toMatch(/https?:\/\/(?!\?)/);
    const said: string[] = [];
    const window: Record<string, unknown> = {};
    runInNewContext(text, {
      window,
      URL,
      console: { error: (line: string) => said.push(line) },
      document: { currentScript: { src: 'https://rapport.test/s.js', getAttribute: () => null } },
    });
    expect(said.join()).toContain('data-write-key');
  });
});
