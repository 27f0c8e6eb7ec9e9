import { randomBytes } from 'node:crypto';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { kafkaJars } from './kafka-jars.mjs';

/**
 * @typedef {object} KafkaBroker
 * @property {string} address `host:port`, as `KAFKA_BROKERS` wants it
 * @property {number} port
 * @property {number} pid
 * @property {string} logFile what the broker printed
 * @property {() => Promise<void>} stop ends it cleanly and waits
 * @property {() => Promise<void>} kill ends it as `kill -9` does
 * @property {Promise<number | null>} exited settles when the process has ended
 */

const smallHeap = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const startLimitMs = 60_000;

/**
 * Starts a real single-node Apache Kafka (KRaft, broker and controller in one process) and waits until it takes connections.
 * @param {object} options
 * @param {string} options.root the checkout; the jars lie in its `.cache`
 * @param {string} options.dataDir made if missing; topics survive in it
 * @param {number} [options.port] default: a free one
 * @param {number} [options.advertisedPort] what clients are told, when a proxy stands in front; default `port`
 * @returns {Promise<KafkaBroker>}
 */
export async function startKafka({ root, dataDir, port, advertisedPort }) {
  const jars = kafkaJars(root);
  const folder = resolve(dataDir);
  mkdirSync(folder, { recursive: true });
  if (port !== undefined && !(await isFree(port))) {
    throw new Error(`Port ${port} is taken. Stop what listens there, or set KAFKA_PORT to another port.`);
  }
  const ports = { port: port ?? (await freePort()), controller: await freePort() };
  const properties = join(folder, 'server.properties');
  writeFileSync(properties, propertiesOf({ ...ports, advertised: advertisedPort ?? ports.port, folder }));
  format(jars, folder, properties);
  const logFile = join(folder, 'broker.log');
  const output = openSync(logFile, 'a');
  const broker = spawn(
    'java',
    [
      ...['-Xms256m', '-Xmx256m', ...smallHeap],
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      ...['-cp', join(jars, '*'), 'kafka.Kafka', properties],
    ],
    // Detached: Ctrl-C reaches the script only, which then stops the broker in its own time.
    { stdio: ['ignore', output, output], detached: true },
  );
  const exited = new Promise((done) => broker.once('exit', (code) => done(code)));
  await listening(ports.port, broker, logFile);
  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    if (broker.exitCode === null && broker.signalCode === null) broker.kill(signal);
    await exited;
  };
  return {
    address: `127.0.0.1:${ports.port}`,
    port: ports.port,
    pid: /** @type {number} */ (broker.pid),
    logFile,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    exited: /** @type {Promise<number | null>} */ (exited),
  };
}

/**
 * A port nobody listens on just now.
 * @returns {Promise<number>}
 */
export function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
}

/** @param {{ port: number, controller: number, advertised: number, folder: string }} of */
function propertiesOf({ port, controller, advertised, folder }) {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${advertised}
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${join(folder, 'log')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
auto.create.topics.enable=false
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
`;
}

/** 16 random bytes in base64url. The format tool would take one that begins with a hyphen for an option. */
function clusterId() {
  return randomBytes(16).toString('base64url').replace(/^-/, 'A');
}

/**
 * Gives a new data folder its cluster id. A format that was interrupted is done again.
 * @param {string} jars
 * @param {string} folder
 * @param {string} properties
 */
function format(jars, folder, properties) {
  const log = join(folder, 'log');
  if (existsSync(join(log, 'meta.properties'))) return;
  rmSync(log, { recursive: true, force: true });
  const tool = ['-cp', join(jars, '*'), 'kafka.tools.StorageTool', 'format', '-t', clusterId()];
  const { status, stdout, stderr } = spawnSync(
    'java',
    ['-Xmx128m', ...smallHeap, ...tool, '-c', properties, '--ignore-formatted'],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`Kafka's data folder ${folder} cannot be formatted:\n${stdout}${stderr}`);
}

/**
 * Kafka opens its port when the broker may serve.
 * @param {number} port
 * @param {import('node:child_process').ChildProcess} broker
 * @param {string} logFile
 */
async function listening(port, broker, logFile) {
  for (let waited = 0; waited < startLimitMs; waited += 50) {
    if (broker.exitCode !== null || broker.signalCode !== null) {
      throw new Error(`Kafka ended while it started. The end of ${logFile}:\n${tailOf(logFile)}`);
    }
    if (await accepts(port)) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  broker.kill('SIGKILL');
  throw new Error(
    `Kafka did not start within ${startLimitMs / 1000} s. The end of ${logFile}:\n${tailOf(logFile)}`,
  );
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function accepts(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => done((socket.destroy(), true)));
    socket.once('error', () => done((socket.destroy(), false)));
  });
}

/** @param {string} file */
function tailOf(file) {
  return readFileSync(file, 'utf8').split('\n').slice(-15).join('\n');
}
