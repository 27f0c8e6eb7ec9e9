import type { Worker } from 'node:worker_threads';
import { sandboxLimits } from './sandbox-limits.js';
import { progressCells } from './sandbox-protocol.js';
import type { SandboxReply, SandboxRequest, SandboxTask } from './sandbox-protocol.js';
import { startSandbox } from './start-sandbox.js';

export interface ThreadEvents {
  /** It has loaded. */
  ready(): void;
  replied(reply: SandboxReply): void;
  /** It is gone, killed or dead; what it worked on has no answer. */
  lost(): void;
}

const looksPerStuck = 2;

/** One thread and the eye on it. */
export class SandboxThread {
  ready = false;
  busy = false;
  private readonly progress = new Int32Array(new SharedArrayBuffer(8));
  private readonly worker: Worker;
  private watch: NodeJS.Timeout | undefined;
  private requests = 0;

  constructor(private readonly events: ThreadEvents) {
    this.worker = startSandbox(this.progress.buffer);
    this.worker.on('message', (message: SandboxReply | 'ready') => this.heard(message));
    this.worker.on('error', () => this.lose());
    this.worker.on('exit', () => this.lose());
    this.worker.unref();
  }

  /** Position, in its task, of the event it works on; −1: none yet. */
  get position(): number {
    return Atomics.load(this.progress, progressCells.position);
  }

  start(task: SandboxTask): void {
    this.busy = true;
    Atomics.store(this.progress, progressCells.position, -1);
    const request: SandboxRequest = { id: ++this.requests, task };
    this.worker.ref();
    this.worker.postMessage(request);
    this.look(this.finished, 0);
  }

  async end(): Promise<void> {
    clearTimeout(this.watch);
    this.worker.removeAllListeners();
    await this.worker.terminate();
  }

  private get finished(): number {
    return Atomics.load(this.progress, progressCells.finished);
  }

  /**
   * Kills it when it works on one event for too long. It looks more than once, and lets waiting messages be read first: when
   * it was this thread that was busy, the other is not to blame.
   */
  private look(before: number, unchanged: number): void {
    this.watch = setTimeout(() => {
      setImmediate(() => {
        if (!this.busy) return;
        const now = this.finished;
        const looks = now === before ? unchanged + 1 : 0;
        if (looks >= looksPerStuck) this.lose();
        else this.look(now, looks);
      });
    }, sandboxLimits.stuckMs / looksPerStuck);
  }

  private heard(message: SandboxReply | 'ready'): void {
    clearTimeout(this.watch);
    this.busy = false;
    this.worker.unref();
    if (message === 'ready') {
      this.ready = true;
      this.events.ready();
    } else this.events.replied(message);
  }

  private lose(): void {
    this.busy = false;
    this.worker.unref();
    void this.end();
    this.events.lost();
  }
}
