import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@rapport/database';
import { pause } from '@rapport/kernel';
import { Client } from 'pg';

export type BusKind = 'embedded' | 'kafka';

/** What is measured: the built product over a PostgreSQL (fsync on) and, in Kafka mode, a real broker. */
export interface System {
  bus: BusKind;
  /** Where events are sent to. */
  ingestUrl: string;
  writeKey: string;
  apiKey: string;
  /** Base URL of the messaging service's API. */
  messagingUrl: string;
  /** Base URL of the profiles service's API. */
  profilesUrl: string;
  databaseUrl: string;
  /** The broker, in Kafka mode. */
  kafka?: { address: string; pid: number };
  /** Every process of the product and what it stands on, by name. */
  pids: Record<string, number>;
  query<Row>(sql: string, parameters?: unknown[]): Promise<Row[]>;
  /** To be let go before the database stops. */
  onStop(release: () => Promise<unknown>): void;
  stop(): Promise<void>;
}

export interface SystemOptions {
  bus: BusKind;
  /** `ingestion` alone, or the whole product. */
  parts: 'ingestion' | 'all';
  settings?: Record<string, string>;
}

const writeKey = 'wk_benchmarkbenchmark0001';
const apiKey = 'sk_benchmark01_benchmarkbenchmarkbenchmarkbenchmark01';

export async function startSystem(options: SystemOptions): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-bench-'));
  const opened: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (let release = opened.pop(); release; release = opened.pop()) await release();
  };
  try {
    return await open(options, folder, opened, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function open(
  options: SystemOptions,
  folder: string,
  opened: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<System> {
  const pids: Record<string, number> = {};
  const postgres = await startEmbeddedPostgres({
    dataDir: join(folder, 'data'),
    user: null,
    settings: { shared_preload_libraries: 'pg_stat_statements', track_io_timing: 'off' },
  });
  pids.postgres = postgres.pid;
  opened.push(() => postgres.stop());
  const environment: Record<string, string> = {
    DATABASE_URL: postgres.url,
    LOG_LEVEL: 'error',
    ...options.settings,
  };
  let kafka: System['kafka'];
  if (options.bus === 'kafka') {
    const broker = await startBroker(join(folder, 'kafka'));
    kafka = { address: broker.address, pid: broker.pid };
    pids.kafka = broker.pid;
    opened.push(broker.stop);
    Object.assign(environment, { BUS: 'kafka', KAFKA_BROKERS: broker.address });
  }
  const start = async (name: string, settings: Record<string, string> = {}): Promise<string> => {
    const service = await startProcess(name, { ...environment, ...settings });
    pids[name] = service.pid;
    opened.push(service.stop);
    return service.url;
  };
  const setup = {
    SETUP_EMAIL: 'bench@bench.test',
    SETUP_PASSWORD: 'a benchmark password',
    SETUP_WORKSPACE: 'Bench',
    SETUP_WRITE_KEY: writeKey,
    SETUP_API_KEY: apiKey,
  };
  const urls = await startParts(options, start, setup);
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements');
  opened.push(() => client.end());
  return {
    bus: options.bus,
    ...urls,
    writeKey,
    apiKey,
    databaseUrl: postgres.url,
    pids,
    ...(kafka && { kafka }),
    query: async <Row>(sql: string, parameters: unknown[] = []) =>
      (await client.query(sql, parameters)).rows as Row[],
    onStop: (release) => void opened.push(release),
    stop,
  };
}

type Start = (name: string, settings?: Record<string, string>) => Promise<string>;

async function startParts(
  { bus, parts }: SystemOptions,
  start: Start,
  setup: Record<string, string>,
): Promise<{ ingestUrl: string; messagingUrl: string; profilesUrl: string }> {
  if (parts === 'all' && bus === 'embedded') {
    const url = await start('all-in-one', setup);
    return { ingestUrl: url, messagingUrl: url, profilesUrl: url };
  }
  await start('control', setup);
  const ingestUrl = await start('ingestion');
  if (parts === 'ingestion') return { ingestUrl, messagingUrl: '', profilesUrl: '' };
  const profilesUrl = await start('profiles');
  return { ingestUrl, messagingUrl: await start('messaging'), profilesUrl };
}

async function startProcess(
  name: string,
  settings: Record<string, string>,
): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(process.execPath, [join('dist', 'apps', name, 'src', 'main.js')], {
    env: { PATH: process.env.PATH, PORT: String(port), ...settings },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} exited with ${child.exitCode}`);
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return { url, pid: child.pid ?? 0, stop: () => end(child) };
    await pause(50);
  }
}

async function startBroker(
  dataDir: string,
): Promise<{ address: string; pid: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [join('scripts', 'kafka.mjs')], {
    env: { ...process.env, KAFKA_PORT: String(await freePort()), KAFKA_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await new Promise<string>((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const found = /^KAFKA_BROKERS=(\S+)$/m.exec(output)?.[1];
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`npm run kafka exited with ${code}`)));
  });
  return { address, pid: child.pid ?? 0, stop: () => end(child) };
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  return gone;
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
