// Builds what `npm start` runs, unless the last build was made from the same sources.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stamp = join('dist', '.built-from');
const inputs = ['package-lock.json', '.swcrc', 'apps', 'libs', 'bench'];
const skipped = new Set(['node_modules', 'dist', 'test']);

function* filesOf(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) return yield path;
  for (const entry of readdirSync(path).sort()) {
    if (!skipped.has(entry)) yield* filesOf(join(path, entry));
  }
}

function fingerprint() {
  const hash = createHash('sha256').update(process.version);
  for (const input of inputs) {
    for (const file of filesOf(input)) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

const wanted = fingerprint();
const built = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (built !== wanted || !existsSync(join('apps', 'console', 'dist', 'index.html'))) {
  console.log('Building Rapport (only after a change) …');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status } = spawnSync(npm, ['run', '--silent', 'build'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync('dist', { recursive: true });
  writeFileSync(stamp, wanted);
}
