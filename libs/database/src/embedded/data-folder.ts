import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf, StartError } from '@rapport/kernel';
import type { PostgresBinaries } from './binaries.js';
import type { ServerUser } from './server-user.js';

const run = promisify(execFile);

/** Where the embedded PostgreSQL keeps its things. */
export interface DataFolder {
  root: string;
  /** PGDATA */
  cluster: string;
  log: string;
  password: string;
}

/** Creates the data folder and the database cluster where they are missing, and refuses what another version wrote. */
export async function prepareDataFolder(
  root: string,
  binaries: PostgresBinaries,
  user: ServerUser,
): Promise<DataFolder> {
  makeWritable(root, user);
  const cluster = join(root, 'postgres');
  const passwordFile = join(root, 'postgres.password');
  if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(root, cluster, passwordFile, binaries, user);
  refuseOtherVersion(cluster, binaries);
  return {
    root,
    cluster,
    log: join(root, 'postgres.log'),
    password: readFileSync(passwordFile, 'utf8').trim(),
  };
}

function makeWritable(root: string, user: ServerUser): void {
  try {
    mkdirSync(root, { recursive: true });
    accessSync(root, constants.R_OK | constants.W_OK | constants.X_OK);
    const cluster = join(root, 'postgres');
    if (user === null && existsSync(cluster)) accessSync(cluster, constants.W_OK);
    // The server's user must pass through; what is private in here has mode 0600.
    if (user !== null) chmodSync(root, statSync(root).mode | 0o011);
  } catch (cause) {
    throw new StartError(
      `The data folder ${root} is not writable. Make it writable for this user, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
}

async function initialise(
  root: string,
  cluster: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  user: ServerUser,
): Promise<void> {
  // An interrupted initdb leaves rubbish: initialise beside, rename when whole.
  const partial = `${cluster}.new`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  const given = join(root, 'postgres.password.new');
  writeFileSync(given, `${password}\n`, { mode: 0o600 });
  if (user) {
    chownSync(partial, user.uid, user.gid);
    chownSync(given, user.uid, user.gid);
  }
  try {
    await run(
      join(binaries.folder, 'bin', 'initdb'),
      [
        '-D',
        partial,
        '-U',
        'rapport',
        '-A',
        'scram-sha-256',
        `--pwfile=${given}`,
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
      { cwd: '/', ...(user ?? {}) },
    );
  } catch (cause) {
    throw new StartError(`The database in ${root} could not be created: ${firstLine(cause)}`, { cause });
  } finally {
    rmSync(given, { force: true });
  }
  renameSync(partial, cluster);
  chmodSync(cluster, 0o700);
}

function refuseOtherVersion(cluster: string, binaries: PostgresBinaries): void {
  const found = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  const ours = binaries.version.split('.')[0] ?? '';
  if (found === ours) return;
  throw new StartError(
    `The data folder ${cluster} belongs to PostgreSQL ${found}, this Rapport brings PostgreSQL ${ours}. ` +
      `Start the Rapport that wrote it and export the data, or set DATA_DIR to a new folder.`,
  );
}

function firstLine(error: unknown): string {
  const stderr = (error as { stderr?: string }).stderr?.trim();
  return (stderr || messageOf(error)).split('\n').pop() ?? '';
}
