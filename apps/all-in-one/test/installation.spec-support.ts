import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyDatabase } from '@rapport/testing';
import { freePort, until } from './free-port.spec-support.js';
import { ServiceProcess } from './service-process.spec-support.js';

/** Rapport as an operator runs it: the built product in its own processes, reached over HTTP only. */
export interface Installation {
  baseUrl: string;
  /** The processes that may be killed at any time, by the part of the flow they carry. */
  services: Record<'ingestion' | 'profiles' | 'messaging' | 'control', ServiceProcess>;
  stop(): Promise<void>;
}

export type Mode = 'all-in-one with the embedded bus' | 'four services with Kafka';
export const modes: Mode[] = ['all-in-one with the embedded bus', 'four services with Kafka'];

export function install(mode: Mode, settings: Record<string, string> = {}): Promise<Installation> {
  return mode === 'four services with Kafka' ? installScaledOut(settings) : installAllInOne(settings);
}

async function installAllInOne(settings: Record<string, string>): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rapport-e2e-'));
  const port = await freePort();
  const everything = new ServiceProcess('all-in-one', port, { DATA_DIR: dataDir, ...settings });
  await everything.start();
  return {
    baseUrl: `http://localhost:${port}`,
    services: { ingestion: everything, profiles: everything, messaging: everything, control: everything },
    stop: async () => {
      await everything.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function installScaledOut(settings: Record<string, string>): Promise<Installation> {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-e2e-kafka-'));
  const broker = await startBroker(join(folder, 'kafka'));
  const database = await emptyDatabase();
  const listen = await freePort();
  const environment = {
    DATABASE_URL: database.url,
    BUS: 'kafka',
    KAFKA_BROKERS: broker.address,
    PUBLIC_URL: `http://localhost:${listen}`,
    ...settings,
  };
  const service = async (name: string): Promise<ServiceProcess> =>
    new ServiceProcess(name, await freePort(), environment);
  const services = {
    ingestion: await service('ingestion'),
    profiles: await service('profiles'),
    messaging: await service('messaging'),
    control: await service('control'),
  };
  await Promise.all(Object.values(services).map((one) => one.start()));
  const proxy = await startProxy(folder, listen, services);
  return {
    baseUrl: `http://localhost:${listen}`,
    services,
    stop: async () => {
      proxy.kill('SIGTERM');
      await Promise.all(Object.values(services).map((one) => one.stop()));
      await broker.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The first start fetches Kafka's jars. */
const firstFetchMs = 180_000;

/** `npm run kafka`, on a free port. */
async function startBroker(dataDir: string): Promise<{ address: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['scripts/kafka.mjs'], {
    env: { ...process.env, KAFKA_PORT: String(await freePort()), KAFKA_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const address = await until(
    'the broker takes connections',
    async () => {
      if (child.exitCode !== null) throw new Error(`npm run kafka exited with ${child.exitCode}`);
      return /^KAFKA_BROKERS=(\S+)$/m.exec(output)?.[1];
    },
    firstFetchMs,
  );
  return {
    address,
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/** The proxy of docker-compose.yml, from the same file. */
async function startProxy(
  folder: string,
  listen: number,
  services: Record<string, ServiceProcess>,
): Promise<ChildProcess> {
  const values: Record<string, string> = { LISTEN: String(listen) };
  for (const [name, service] of Object.entries(services))
    values[name.toUpperCase()] = `127.0.0.1:${service.port}`;
  const server = readFileSync('deploy/nginx.conf.template', 'utf8').replace(
    /\$\{(\w+)\}/g,
    (whole, name: string) => values[name] ?? whole,
  );
  const file = join(folder, 'nginx.conf');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join(' ');
  writeFileSync(
    file,
    `daemon off; pid ${folder}/nginx.pid; error_log stderr warn; events {}\nhttp { access_log off; ${temporary}\n${server}\n}\n`,
  );
  const proxy = spawn('nginx', ['-c', file, '-e', 'stderr'], { stdio: 'inherit' });
  await new Promise<void>((resolve, reject) => {
    proxy.once('spawn', resolve);
    proxy.once('error', (cause) =>
      reject(
        new Error('nginx is needed for the scaled-out end-to-end test: apt-get install nginx-light', {
          cause,
        }),
      ),
    );
  });
  await until('the proxy answers', async () =>
    (await fetch(`http://localhost:${listen}/healthz`).catch(() => undefined))?.ok ? true : undefined,
  );
  return proxy;
}
