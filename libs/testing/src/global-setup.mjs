import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * One embedded PostgreSQL for the whole run, started by the product's own launcher. Jest applies neither the alias map nor
 * the `.js` mapping to a global setup, so the launcher is compiled first, as the build does it.
 * `TEST_DATABASE_URL` runs the suite on a PostgreSQL of your own (15 is the floor).
 */
export default async function globalSetup() {
  if (process.env.TEST_DATABASE_URL) return;
  const out = join('node_modules', '.cache', 'test-launcher');
  const swc = join('node_modules', '@swc', 'cli', 'bin', 'swc.js');
  const sources = ['libs/kernel', 'libs/database', 'libs/config'];
  execFileSync(process.execPath, [swc, ...sources, '-d', out, '--quiet', '--ignore', '**/*.spec.ts'], {
    stdio: 'inherit',
  });
  const launcher = join(out, 'libs', 'database', 'src', 'embedded', 'embedded-postgres.js');
  const { startEmbeddedPostgres } = await import(pathToFileURL(join(process.cwd(), launcher)).href);
  const server = await startEmbeddedPostgres({
    dataDir: mkdtempSync(join(tmpdir(), 'rapport-test-')),
    user: null,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.rapportTestServer = server;
}
