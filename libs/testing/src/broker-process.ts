import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { freePort, until } from './free-port.js';

/** One Kafka that can be taken away and brought back, at the same address with the same data. */
export interface Broker {
  address: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The first start fetches Kafka's jars. */
const firstFetchMs = 180_000;

/** `npm run kafka`, on a free port. */
export async function startBroker(dataDir: string): Promise<Broker> {
  const port = await freePort();
  let running = await launchBroker(port, dataDir);
  return {
    address: `127.0.0.1:${port}`,
    kill: () => end(running, 'SIGKILL'),
    stop: () => end(running, 'SIGTERM'),
    start: async () => {
      running = await launchBroker(port, dataDir);
    },
  };
}

async function launchBroker(port: number, dataDir: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['scripts/kafka.mjs'], {
    env: { ...process.env, KAFKA_PORT: String(port), KAFKA_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  await until(
    'the broker takes connections',
    async () => {
      if (child.exitCode !== null) throw new Error(`npm run kafka exited with ${child.exitCode}`);
      return /^KAFKA_BROKERS=(\S+)$/m.exec(output)?.[1];
    },
    firstFetchMs,
  );
  return child;
}

async function end(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (signal === 'SIGTERM') child.kill(signal);
  // The broker itself, not the script that looks after it: that one notices, and ends.
  else execFileSync('pkill', ['-KILL', '-P', String(child.pid)]);
  await exited;
}
