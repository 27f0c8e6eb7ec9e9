import { parentPort, workerData } from 'node:worker_threads';
import { Realms } from './realms.js';
import { runTask } from './run-task.js';
import type { SandboxReply, SandboxRequest } from './sandbox-protocol.js';
import { stillClock } from './still-clock.js';

/**
 * The thread in which the functions of operators run. It holds no secret, no connection and no environment, and may be
 * killed at any moment.
 */
const clock = stillClock();
const realms = new Realms(clock);
const progress = new Int32Array((workerData as { progress: SharedArrayBuffer }).progress);

parentPort?.on('message', ({ id, task }: SandboxRequest) => {
  void answer(id, task).then((reply) => parentPort?.postMessage(reply));
});
void realms.prepare().then(() => parentPort?.postMessage('ready'));

async function answer(id: number, task: SandboxRequest['task']): Promise<SandboxReply> {
  if (task.task === 'run') return { id, task: 'run', reply: await runTask(task, realms, clock, progress) };
  clock.set(0);
  return { id, task: 'check', failure: await realms.check(task.code) };
}
