import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { messageOf, pause, StartError } from '@rapport/kernel';
import { Client } from 'pg';
import { isReachableByOthers, locateBinaries, relocateBinaries, type PostgresBinaries } from './binaries.js';
import { prepareDataFolder, type DataFolder } from './data-folder.js';
import { findPostmaster, hasPostmasterFile, isAlive, type Postmaster } from './postmaster.js';
import { chooseServerUser, type ServerUser } from './server-user.js';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  user: string | null;
  /** Further server settings (`-c name=value`), for tests. */
  settings?: Record<string, string>;
}

export interface EmbeddedPostgres {
  url: string;
  /** Where the data really is: another place than asked for when the server's user cannot reach that one. */
  folder: string;
  pid: number;
  stop(): Promise<void>;
}

const pollMs = 20;
const startLimitMs = 60_000;
const launchAttempts = 5;

/**
 * Starts the PostgreSQL that npm brought along, or adopts the one that a killed Rapport left running. TCP on loopback only,
 * with a password; never a child of the terminal's process group, so that Ctrl-C reaches Node alone and the pools close
 * before the server does.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = chooseServerUser(options.user);
  const { binaries, root } = reachable(locateBinaries(), options.dataDir, user);
  const folder = await prepareDataFolder(root, binaries, user);
  const adopted = await adopt(folder);
  const running = adopted ?? (await launchAndWait(binaries, folder, user, options.settings ?? {}));
  return {
    url: urlOf(folder, running.port),
    folder: root,
    pid: running.pid,
    stop: () => stop(running.pid, folder),
  };
}

async function adopt(folder: DataFolder): Promise<Postmaster | undefined> {
  const found = findPostmaster(folder.cluster);
  return found && (await isAnswering(found, folder)) ? found : undefined;
}

/** A server killed a moment ago may still hold its shared memory; then the next one gives up, and is started again. */
async function launchAndWait(
  binaries: PostgresBinaries,
  folder: DataFolder,
  user: ServerUser,
  settings: Record<string, string>,
): Promise<Postmaster> {
  for (let attempt = 1; attempt <= launchAttempts; attempt++) {
    const started = await launch(binaries, folder, user, settings);
    if (await isAnswering(started, folder)) return started;
    await pause(attempt * 200);
  }
  const tail = existsSync(folder.log) ? readFileSync(folder.log, 'utf8').trim().split('\n').pop() : '';
  throw new StartError(`The embedded PostgreSQL did not start: ${tail || 'no output'} (see ${folder.log}).`);
}

function urlOf(folder: DataFolder, port: number): string {
  return `postgresql://rapport:${encodeURIComponent(folder.password)}@127.0.0.1:${port}/postgres`;
}

function reachable(
  binaries: PostgresBinaries,
  dataDir: string,
  user: ServerUser,
): { binaries: PostgresBinaries; root: string } {
  if (user === null) return { binaries, root: dataDir };
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return {
    binaries: isReachableByOthers(binaries.folder) ? binaries : relocateBinaries(binaries),
    root: isReachableByOthers(dataDir) ? dataDir : `/var/tmp/rapport-data-${hash}`,
  };
}

async function launch(
  binaries: PostgresBinaries,
  folder: DataFolder,
  user: ServerUser,
  settings: Record<string, string>,
): Promise<Postmaster> {
  const port = await rememberedPort(join(folder.root, 'postgres.port'));
  const log = openSync(folder.log, 'a', 0o600);
  const configuration = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    max_connections: '200',
    ...settings,
  };
  const flags = Object.entries(configuration).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(
    join(binaries.folder, 'bin', 'postgres'),
    ['-D', folder.cluster, '-p', String(port), ...flags],
    {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
      ...(user ?? {}),
    },
  );
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) =>
      reject(new StartError(`The embedded PostgreSQL could not be started: ${messageOf(cause)}`, { cause })),
    );
  });
  child.unref();
  return { pid: child.pid ?? 0, port };
}

/** The port of last time, or a free one; written down, so that tools can be pointed at it. */
async function rememberedPort(file: string): Promise<number> {
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = (last > 0 ? await bindable(last) : undefined) ?? (await bindable(0));
  if (port === undefined)
    throw new StartError('There is no free TCP port on 127.0.0.1 for the embedded PostgreSQL.');
  writeFileSync(file, `${port}\n`);
  return port;
}

function bindable(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

/** Waits for the server; false when it has exited instead. */
async function isAnswering({ pid, port }: Postmaster, folder: DataFolder): Promise<boolean> {
  for (let waited = 0; waited < startLimitMs; waited += pollMs) {
    const failure = await ask(urlOf(folder, port));
    if (failure === undefined) return true;
    if (!isAlive(pid)) return false;
    if (failure === '28P01') {
      throw new StartError(
        `Another PostgreSQL runs on ${folder.cluster} with another password. Stop it (pid ${pid}).`,
      );
    }
    await pause(pollMs);
  }
  return false;
}

async function ask(url: string): Promise<string | undefined> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? 'unknown';
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fast shutdown: disconnects clients, writes a checkpoint, and is gone when `postmaster.pid` is. */
async function stop(pid: number, folder: DataFolder): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  while (hasPostmasterFile(folder.cluster) && isAlive(pid)) await pause(pollMs);
}
