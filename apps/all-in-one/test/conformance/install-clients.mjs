import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Installs what the clients in other languages stand on, at pinned versions, into `.cache/conformance`: once per set of pins.
 * Whatever is missing ends the run with a sentence; no SDK is left out.
 */
function installClients() {
  const clients = join(import.meta.dirname, 'clients');
  install('python', [join(clients, 'python/requirements.txt')], (folder) => {
    requireTool('python3', ['-c', 'import venv, ensurepip'], 'Python 3 with venv and pip (python3-venv)');
    run('python3', ['-m', 'venv', folder]);
    run(join(folder, 'bin/pip'), ['install', '-q', '-r', join(clients, 'python/requirements.txt')]);
  });
  install(
    'go',
    ['go.mod', 'go.sum', 'main.go'].map((name) => join(clients, 'go', name)),
    (folder) => {
      requireTool('go', ['version'], 'Go 1.17 or newer (golang-go)');
      run('go', ['build', '-mod=readonly', '-o', join(folder, 'player'), '.'], join(clients, 'go'));
    },
  );
  install('java', [join(clients, 'java/pom.xml')], (folder) => {
    requireTool('javac', ['-version'], 'a JDK, 17 or newer (openjdk-17-jdk-headless)');
    requireTool('mvn', ['-v'], 'Maven 3.8 or newer (maven)');
    const plugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
    const pom = join(clients, 'java/pom.xml');
    run('mvn', ['-q', '-B', '-f', pom, plugin, '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]);
  });
}

/**
 * @param {string} name
 * @param {string[]} pins files that decide what is installed
 * @param {(folder: string) => void} build
 */
function install(name, pins, build) {
  const folder = resolve('.cache/conformance', name);
  const hash = createHash('sha256');
  for (const pin of pins) hash.update(readFileSync(pin));
  const digest = hash.digest('hex');
  const stamp = join(folder, 'installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  build(folder);
  writeFileSync(stamp, digest);
}

/**
 * @param {string} tool
 * @param {string[]} probe
 * @param {string} name
 */
function requireTool(tool, probe, name) {
  const { status } = spawnSync(tool, probe);
  if (status !== 0)
    throw new Error(`The conformance suite needs ${name}: \`${tool} ${probe.join(' ')}\` fails.`);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} [cwd]
 */
function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`\`${command} ${args.join(' ')}\` failed; its own lines above say why.`);
}

try {
  installClients();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
