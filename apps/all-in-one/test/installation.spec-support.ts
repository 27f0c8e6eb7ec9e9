import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, emptyDatabase, freePort, ServiceProcess, startBroker, until } from '@rapport/testing';

/** Rapport as an operator runs it: the built product in its own processes, reached over HTTP only. */
export interface Installation {
  baseUrl: string;
  /** The processes that may be killed at any time, by the part of the flow they carry. */
  services: Record<'ingestion' | 'profiles' | 'messaging' | 'control', ServiceProcess>;
  /** Where there is one. */
  broker?: Broker;
  /** Of the scaled-out set-up; the all-in-one keeps its own to itself. */
  databaseUrl?: string;
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
    broker,
    databaseUrl: database.url,
    stop: async () => {
      proxy.kill('SIGTERM');
      await Promise.all(Object.values(services).map((one) => one.stop()));
      await broker.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
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
