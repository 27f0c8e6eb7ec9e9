import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { snippetsFor } from './snippets.js';

const writeKey = 'wk_0123456789abcdef';

describe('snippets of a source', () => {
  it('carry the real key and our own origin and no vendor host', () => {
    for (const text of Object.values(snippetsFor('https://rapport.acme.test', writeKey))) {
      expect(text).toContain(writeKey);
      expect(text).toContain('rapport.acme.test');
      expect(text).not.toMatch(/segment\.(com|io)\b(?!')/);
    }
  });

  it('give the browser SDK a host without scheme and the scheme of the origin', () => {
    expect(loadedWith(snippetsFor('http://localhost:3000', writeKey).npm)).toEqual([
      { writeKey, cdnURL: 'http://localhost:3000' },
      { integrations: { 'Segment.io': { apiHost: 'localhost:3000/v1', protocol: 'http' } } },
    ]);
    expect(loadedWith(snippetsFor('https://rapport.acme.test', writeKey).npm)).toMatchObject([
      {},
      { integrations: { 'Segment.io': { apiHost: 'rapport.acme.test/v1', protocol: 'https' } } },
    ]);
  });

  it('load the browser SDK of a page from here, with the key', () => {
    expect(snippetsFor('https://rapport.acme.test', writeKey).html).toContain(
      `<script src="https://rapport.acme.test/s.js" data-write-key="${writeKey}"></script>`,
    );
  });

  it('make the real Node SDK send an identify and a track with the key', async () => {
    const { server, requests } = await anOrigin();
    const { port } = server.address() as AddressInfo;
    const { node } = snippetsFor(`http://127.0.0.1:${port}`, writeKey);
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', node]);
    await new Promise((closed) => server.close(closed));

    expect(requests.every((request) => request.path === '/v1/batch')).toBe(true);
    const batch = requests.flatMap((request) => request.body.batch as { type: string; userId: string }[]);
    expect(batch.map((event) => event.type)).toEqual(['identify', 'track']);
    expect(requests[0]?.body.writeKey ?? requests[0]?.key).toBe(writeKey);
  });
});

interface SeenRequest {
  path: string | undefined;
  key: string;
  body: Record<string, unknown>;
}

async function anOrigin(): Promise<{ server: Server; requests: SeenRequest[] }> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const basic = request.headers.authorization?.replace('Basic ', '') ?? '';
      requests.push({
        path: request.url,
        key: Buffer.from(basic, 'base64').toString().replace(/:$/, ''),
        body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
      });
      response.setHeader('content-type', 'application/json').end('{"success":true}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, requests };
}

/** The arguments that a browser snippet hands to `AnalyticsBrowser.load`. */
function loadedWith(source: string): unknown {
  const call = /AnalyticsBrowser\.(load\([\s\S]*?\n\s*\));/.exec(source)?.[1];
  const load = (...given: unknown[]): string => JSON.stringify(given);
  return JSON.parse(runInNewContext(call ?? '', { load }) as string);
}
