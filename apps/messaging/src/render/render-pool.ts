import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { EmailContent } from '@rapport/contracts';
import type { Worker } from 'node:worker_threads';
import { renderLimits } from './domain/allowed-liquid.js';
import type {
  Inspection,
  PreviewResult,
  RenderInput,
  RenderOutcome,
  RenderSource,
  WorkerReply,
  WorkerTask,
} from './render-protocol.js';
import { startRenderWorker } from './start-worker.js';

/** The worker was killed because it did not answer in time, or died of its own limits. */
export class RenderKilledError extends Error {}

interface Job {
  task: WorkerTask;
  resolve(result: WorkerReply['result']): void;
  reject(error: RenderKilledError): void;
}
interface Slot {
  worker: Worker;
  /** It has loaded and waits for work. */
  ready: boolean;
  job: Job | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Threads that render; one that does not answer within a second is killed and replaced (security.md T7). */
@Injectable()
export class RenderPool implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly slots: Slot[] = [];
  private readonly waiting: Job[] = [];
  private readonly size = 2;
  private jobs = 0;
  private stopped = false;

  /** Loading takes longer than rendering: the first message should not wait for it. */
  onApplicationBootstrap(): void {
    while (this.slots.length < this.size) this.grow();
  }

  /** Renders a page in one crossing. @throws RenderKilledError when the whole page took too long */
  async renderPage(
    sources: Record<string, RenderSource>,
    inputs: readonly (RenderInput & { source: string })[],
  ): Promise<RenderOutcome[]> {
    return (await this.run({ task: 'render', sources, inputs: JSON.stringify(inputs) })) as RenderOutcome[];
  }

  async preview(source: RenderSource, input: RenderInput): Promise<PreviewResult> {
    return (await this.run({ task: 'preview', source, input: JSON.stringify(input) })) as PreviewResult;
  }

  async inspect(content: EmailContent): Promise<Inspection> {
    return (await this.run({ task: 'inspect', content })) as Inspection;
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.slots.splice(0).map((slot) => this.retire(slot)));
  }

  private run(task: WorkerTask): Promise<WorkerReply['result']> {
    return new Promise((resolve, reject) => {
      if (this.stopped) return reject(new RenderKilledError('the pool has stopped'));
      this.waiting.push({ task, resolve, reject });
      this.dispatch();
    });
  }

  private dispatch(): void {
    while (this.waiting.length > 0) {
      const slot = this.slots.find(({ job, ready }) => ready && !job);
      if (!slot) {
        if (this.slots.length < this.size) this.grow();
        return;
      }
      const job = this.waiting.shift() as Job;
      slot.job = job;
      slot.worker.ref();
      slot.worker.postMessage({ id: ++this.jobs, task: job.task });
      this.watch(slot, job);
    }
  }

  private grow(): void {
    const slot: Slot = { worker: startRenderWorker(), ready: false, job: undefined, timer: undefined };
    slot.worker.on('message', (message: WorkerReply | 'ready') => this.heard(slot, message));
    slot.worker.on('error', () => this.lost(slot, 'it outgrew its limits'));
    slot.worker.on('exit', () => this.lost(slot, 'it ended'));
    if (this.waiting.length === 0) slot.worker.unref();
    this.slots.push(slot);
  }

  private heard(slot: Slot, message: WorkerReply | 'ready'): void {
    clearTimeout(slot.timer);
    const job = slot.job;
    slot.job = undefined;
    slot.ready = true;
    slot.worker.unref();
    if (message !== 'ready') job?.resolve(message.result);
    this.dispatch();
  }

  /** The answer may lie unread in the queue when this thread was the one that was busy: look once more before killing. */
  private watch(slot: Slot, job: Job): void {
    slot.timer = setTimeout(() => {
      setImmediate(() => {
        if (slot.job === job) this.lost(slot, 'it took too long');
      });
    }, renderLimits.killAfterMs);
  }

  private lost(slot: Slot, why: string): void {
    const index = this.slots.indexOf(slot);
    if (index < 0) return;
    this.slots.splice(index, 1);
    const lost = slot.ready ? [slot.job] : this.waiting.splice(0);
    void this.retire(slot);
    for (const job of lost) job?.reject(new RenderKilledError(why));
    this.dispatch();
  }

  private async retire(slot: Slot): Promise<void> {
    clearTimeout(slot.timer);
    slot.job = undefined;
    slot.worker.removeAllListeners();
    await slot.worker.terminate();
  }
}
