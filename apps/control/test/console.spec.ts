import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { packageRoot } from '@rapport/config';
import { builtIn, ConsoleFiles } from '../src/console/built-console.js';
import { bootControl, type RunningControl } from './boot-control.spec-support.js';

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const script = 'export const answer = 42;\n'.repeat(100);

function aBuild(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-console-'));
  mkdirSync(join(folder, 'assets'));
  const page = '<!doctype html><script type="module" nonce="__NONCE__" src="/assets/main-1a2b.js"></script>';
  writeFileSync(join(folder, 'index.html'), page);
  writeFileSync(join(folder, 'assets', 'main-1a2b.js'), script);
  writeFileSync(join(folder, 'assets', 'main-1a2b.js.br'), brotliCompressSync(script));
  return folder;
}

describe('the console', () => {
  let control: RunningControl;
  const folder = aBuild();
  const prototype = ConsoleFiles.prototype as { read(): unknown };
  const original = prototype.read;

  beforeAll(async () => {
    prototype.read = () => builtIn(folder);
    control = await bootControl();
  });
  afterAll(async () => {
    prototype.read = original;
    await control.close();
    rmSync(folder, { recursive: true });
  });

  it('is served for every path that nobody else has, with a new nonce each time', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', '/people/email%3Aada%40acme.test', '/sources?tab=keys']) {
      const { status, headers, text } = await control.call('GET', path, { headers: html });
      expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=utf-8']);
      const nonce = /nonce="([^"]+)"/.exec(text)?.[1] ?? '';
      expect(headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('permissions-policy')).toContain('camera=()');
      expect(text).not.toContain('__NONCE__');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });

  it('answers HEAD as GET without a body', async () => {
    const { status, headers, text } = await control.call('HEAD', '/people', { headers: html });
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('does not stand in for routes that do not exist', async () => {
    for (const path of ['/api/v1/nothing', '/assets/nothing.js', '/v1/nothing']) {
      const { status, json } = await control.call('GET', path, { headers: html });
      expect([path, status, json?.code]).toEqual([path, 404, 'not_found']);
    }
    const program = await control.call('GET', '/people', { headers: { accept: 'application/json' } });
    expect([program.status, program.json.code]).toEqual([404, 'not_found']);
    const wrongMethod = await control.call('PUT', '/api/v1/setup', { headers: html, body: {} });
    expect([wrongMethod.status, wrongMethod.json.code]).toEqual([405, 'method_not_allowed']);
    expect(wrongMethod.headers.get('allow')).toContain('POST');
  });

  it('has assets that are kept for ever, compressed when the browser can read that', async () => {
    const plain = await control.call('GET', '/assets/main-1a2b.js', {
      headers: { 'accept-encoding': 'identity' },
    });
    expect([plain.status, plain.text]).toEqual([200, script]);
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-type')).toContain('javascript');
    const packed = await control.call('GET', '/assets/main-1a2b.js', {
      headers: { 'accept-encoding': 'br' },
    });
    expect([packed.headers.get('content-encoding'), packed.text]).toEqual(['br', script]);
  });

  it('gives no file outside of its assets', async () => {
    for (const path of ['/assets/../index.html', '/assets/%2e%2e/index.html', '/assets/..%2findex.html']) {
      const { status, text } = await control.call('GET', path, { headers: { accept: '*/*' } });
      expect([path, status]).toEqual([path, expect.any(Number)]);
      expect(text).not.toContain('__NONCE__');
    }
  });
});

describe('without a built console', () => {
  it('a page says what to do, and the API works', async () => {
    const prototype = ConsoleFiles.prototype as { read(): unknown };
    const original = prototype.read;
    prototype.read = () => undefined;
    const control = await bootControl();
    try {
      const page = await control.call('GET', '/', { headers: html });
      expect([page.status, page.text]).toEqual([503, expect.stringContaining('npm run build')]);
      expect((await control.call('GET', '/api/v1/setup')).status).toBe(200);
    } finally {
      prototype.read = original;
      await control.close();
    }
  });
});

describe('the API reference', () => {
  let control: RunningControl;
  beforeAll(async () => {
    control = await bootControl();
  });
  afterAll(() => control.close());

  it('is a page of our own origin under a policy of its own', async () => {
    const { status, headers, text } = await control.call('GET', '/docs', { headers: html });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toContain("script-src 'self';");
    expect(text).not.toMatch(/https?:\/\//);
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '');
    expect(files).toHaveLength(4);
    for (const file of files) expect([file, (await control.call('GET', file)).status]).toEqual([file, 200]);
  });

  it('gives no other file', async () => {
    for (const file of ['package.json', 'index.html', '..%2fpackage.json', 'swagger-ui-bundle.js.map']) {
      expect([file, (await control.call('GET', `/docs/${file}`)).status]).toEqual([file, 404]);
    }
  });

  it('reads the description that the build made', async () => {
    const { status, json } = await control.call('GET', '/api/v1/openapi.json');
    if (existsSync(join(packageRoot, 'dist', 'openapi.json'))) {
      expect([status, json.openapi]).toEqual([200, '3.1.0']);
    } else {
      expect([status, json.code]).toEqual([404, 'not_found']);
    }
  });
});
