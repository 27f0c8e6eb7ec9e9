import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyDatabase, freePort, ServiceProcess } from '@rapport/testing';
import { Client } from 'pg';
import { ApiClient } from './api-client.spec-support.js';

interface Ended {
  code: number | null;
  lines: string[];
}

/** Starts the product and waits until it has ended by itself. */
function runToEnd(environment: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, ['dist/apps/all-in-one/src/main.js'], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, lines: output.split('\n').filter((line) => line !== '') }));
  });
}

describe('starting and stopping', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'rapport-start-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const expectRefusal = (ended: Ended, sentence: RegExp): void => {
    expect(ended.code).toBe(1);
    expect(ended.lines).toHaveLength(1);
    expect(ended.lines[0]).toMatch(sentence);
  };

  it('says which port is taken and how to take another', async () => {
    const port = await freePort();
    const squatter = createServer().listen(port, '127.0.0.1');
    expectRefusal(
      await runToEnd({ PORT: String(port), DATA_DIR: dataDir }),
      new RegExp(`Port ${port} is taken.*PORT=`),
    );
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('names every setting that is wrong', async () => {
    const ended = await runToEnd({ PORT: 'many', BUS: 'kafka', DATA_DIR: dataDir });
    expectRefusal(ended, /PORT.*settings\.md/);
  });

  it('says that DATABASE_URL cannot be reached, without its password', async () => {
    const url = 'postgres://someone:s3cret@127.0.0.1:9/db';
    const ended = await runToEnd({ PORT: String(await freePort()), DATABASE_URL: url });
    expectRefusal(ended, /DATABASE_URL.*127\.0\.0\.1:9/);
    expect(ended.lines.join()).not.toContain('s3cret');
  });

  it('says that the data folder cannot be written', async () => {
    const ended = await runToEnd({ PORT: String(await freePort()), DATA_DIR: '/dev/null/data' });
    expectRefusal(ended, /data folder .* not writable.*DATA_DIR/);
  });

  it('refuses a database that a newer version wrote', async () => {
    const empty = await emptyDatabase();
    const port = await freePort();
    const first = new ServiceProcess('all-in-one', port, { DATABASE_URL: empty.url });
    await first.start();
    expect(await first.stop()).toBe(0);
    const client = new Client({ connectionString: empty.url });
    await client.connect();
    await client.query(
      `INSERT INTO profiles.migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    await client.end();
    const ended = await runToEnd({ PORT: String(port), DATABASE_URL: empty.url });
    expectRefusal(ended, /written by a newer Rapport .*FromTheFuture/);
    await empty.drop();
  });

  it('keeps everything over SIGTERM and over kill -9, and leaves no server behind', async () => {
    const product = new ServiceProcess('all-in-one', await freePort(), { DATA_DIR: dataDir });
    await product.start();
    const api = await ApiClient.setUp(product.baseUrl);
    expect(
      await api.wire('/v1/identify', { messageId: 'kept-1', userId: 'kept', traits: { plan: 'pro' } }),
    ).toBe(200);
    const plan = async (): Promise<unknown> =>
      (await api.get<{ traits: { plan: string } }>('/api/v1/profiles/user_id%3Akept', { prefer: 'wait=20' }))
        .traits.plan;
    expect(await plan()).toBe('pro');
    await product.kill();
    await product.start();
    expect(await plan()).toBe('pro');
    const running = join(dataDir, 'postgres', 'postmaster.pid');
    expect(existsSync(running)).toBe(true);
    expect(await product.stop()).toBe(0);
    expect(existsSync(running)).toBe(false);
    await product.start();
    expect(await plan()).toBe('pro');
    expect(await product.stop()).toBe(0);
  });
});
