import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '@rapport/kernel';
import { Client } from 'pg';
import { openDatabaseServer } from './database-server.js';
import { startEmbeddedPostgres } from './embedded/embedded-postgres.js';

describe('database server', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'rapport-server-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const embedded = (folder = dataDir) =>
    openDatabaseServer({ databaseUrl: null, dataDir: folder, embeddedPostgresUser: null });
  const select = async (url: string, sql: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query(sql);
    await client.end();
    return rows;
  };

  it('keeps what was committed over a stop and a start', async () => {
    const first = await embedded();
    await select(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await embedded();
    expect(await select(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it('adopts the server that a killed Rapport left running', async () => {
    const orphan = await startEmbeddedPostgres({ dataDir, user: null });
    const adopted = await embedded();
    expect(adopted.url).toBe(orphan.url);
    await adopted.stop();
    await expect(select(orphan.url, 'SELECT 1')).rejects.toThrow();
  });

  it('recovers what was committed before the server itself was killed', async () => {
    const killed = await startEmbeddedPostgres({ dataDir, user: null });
    await select(killed.url, 'CREATE TABLE kept AS SELECT 1 AS row');
    process.kill(killed.pid, 'SIGKILL');
    const next = await embedded();
    expect(await select(next.url, 'SELECT row FROM kept')).toEqual([{ row: 1 }]);
    await next.stop();
  });

  it('starts the server again when it is killed while Rapport runs, and still owns the data folder', async () => {
    const kept = await embedded();
    await select(kept.url, 'CREATE TABLE kept AS SELECT 7 AS row');
    const [pid] = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
    const owned = `SELECT row FROM kept WHERE EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')`;
    let rows: unknown[] = [];
    while (rows.length === 0) {
      await pause(50);
      rows = await select(kept.url, owned).catch(() => []);
    }
    expect(rows).toEqual([{ row: 7 }]);
    await expect(embedded()).rejects.toThrow(/^Another Rapport is using the data folder/);
    await kept.stop();
  });

  it('refuses a data folder that another Rapport is using', async () => {
    const first = await embedded();
    await expect(embedded()).rejects.toThrow(/^Another Rapport is using the data folder .*set DATA_DIR/);
    await first.stop();
  });

  it('takes another port when its own was taken meanwhile', async () => {
    const first = await embedded();
    await first.stop();
    const port = Number(readFileSync(join(dataDir, 'postgres.port'), 'utf8'));
    const squatter = createServer().listen(port, '127.0.0.1');
    const second = await embedded();
    expect(new URL(second.url).port).not.toBe(String(port));
    await second.stop();
    await new Promise((resolve) => squatter.close(resolve));
  });

  it('refuses a data folder of another PostgreSQL in one line that says what to do', async () => {
    const first = await embedded();
    await first.stop();
    writeFileSync(join(dataDir, 'postgres', 'PG_VERSION'), '99\n');
    await expect(embedded()).rejects.toThrow(
      /belongs to PostgreSQL 99, this Rapport brings PostgreSQL 18\. .*DATA_DIR/,
    );
  });

  it('says so when the data folder cannot be written', async () => {
    await expect(embedded('/dev/null/below')).rejects.toThrow(/is not writable\. .*DATA_DIR/);
  });

  it('says which server DATABASE_URL cannot reach, and never the password', async () => {
    const opened = openDatabaseServer({
      databaseUrl: 'postgres://someone:s3cret@127.0.0.1:9/db',
      dataDir,
      embeddedPostgresUser: null,
    });
    await expect(opened).rejects.toThrow(
      /^The PostgreSQL of DATABASE_URL cannot be used \(127\.0\.0\.1:9: ECONNREFUSED\)/,
    );
    await expect(opened).rejects.not.toThrow(/s3cret/);
  });
});
