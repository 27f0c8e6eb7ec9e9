import { availableParallelism } from 'node:os';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PipelineUnavailableError } from '../../pipeline/pipeline-stage.js';
import { FairQueue } from './fair-queue.js';
import { CheckJob, RunJob } from './sandbox-job.js';
import type { Job, RunOrder, RunResult } from './sandbox-job.js';
import { sandboxLimits } from './sandbox-limits.js';
import type { SandboxFailure, SandboxReply } from './sandbox-protocol.js';
import { SandboxThread } from './sandbox-thread.js';

interface Slot {
  thread: SandboxThread;
  job: Job | undefined;
}

const mostThreads = 2;
/** Between attempts to start a thread, after one that never came up. */
const restartPauseMs = 1_000;

/**
 * The threads in which functions of operators run; none before the first is needed. Requests take turns, workspace by
 * workspace, and the thread that answers HTTP never waits.
 */
@Injectable()
export class SandboxPool implements OnApplicationShutdown {
  private readonly size = Math.max(1, Math.min(mostThreads, availableParallelism() - 1));
  private readonly slots = new Set<Slot>();
  private readonly waiting = new FairQueue<Job>();
  private held = 0;
  private stopped = false;
  private pause: NodeJS.Timeout | undefined;

  /** @throws PipelineUnavailableError when there is no room or no thread; nothing is lost then, the client comes back */
  async run(order: RunOrder): Promise<RunResult> {
    return this.wait<RunResult>((resolve, reject) => new RunJob(order, resolve, reject));
  }

  /** Why the code can be no transform; null when it can. @throws PipelineUnavailableError */
  async check(workspaceId: string, code: string): Promise<SandboxFailure | null> {
    return this.wait<SandboxFailure | null>(
      (resolve, reject) => new CheckJob(workspaceId, code, resolve, reject),
    );
  }

  /** Loading takes longer than running: the first event should not wait for it. */
  warm(): void {
    if (!this.stopped && !this.pause && this.slots.size < this.size) this.grow();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.pause);
    for (const job of this.waiting.remove(() => true)) job.reject(stopping());
    const slots = [...this.slots];
    this.slots.clear();
    for (const { job } of slots) job?.reject(stopping());
    await Promise.all(slots.map(({ thread }) => thread.end()));
  }

  private async wait<Result>(
    jobOf: (resolve: (result: Result) => void, reject: (error: Error) => void) => Job,
  ): Promise<Result> {
    let job: Job | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Result>((resolve, reject) => {
        job = jobOf(resolve, reject);
        if (this.stopped) return reject(stopping());
        if (this.held > 0 && this.held + job.size > sandboxLimits.waitingEvents) {
          return reject(new PipelineUnavailableError('too many events wait for their transforms'));
        }
        this.held += job.size;
        timer = setTimeout(() => this.expire(job, false), sandboxLimits.waitMs);
        this.waiting.push(job.workspaceId, job);
        this.dispatch();
      });
    } finally {
      clearTimeout(timer);
      if (timer && job) this.held -= job.size;
    }
  }

  /** What has not begun by now makes room; what is between two turns is given some more time to end. */
  private expire(job: Job | undefined, isLast: boolean): void {
    if (job?.begun && !isLast) return void this.expireLater(job);
    for (const late of this.waiting.remove((one) => one === job)) {
      late.reject(new PipelineUnavailableError('transforms did not find time for the events'));
    }
  }

  private expireLater(job: Job): void {
    setTimeout(() => this.expire(job, true), sandboxLimits.finishMs).unref();
  }

  /** Gives waiting work to idle threads; one thread more while there is work left. */
  private dispatch(): void {
    for (const slot of this.slots) {
      if (!slot.thread.ready || slot.job) continue;
      const job = this.waiting.next();
      if (!job) return;
      slot.job = job;
      slot.thread.start(job.nextTask());
    }
    if (!this.waiting.isEmpty) this.warm();
  }

  private grow(): void {
    const slot: Slot = {
      job: undefined,
      thread: new SandboxThread({
        ready: () => this.dispatch(),
        replied: (reply) => this.replied(slot, reply),
        lost: () => this.lost(slot),
      }),
    };
    this.slots.add(slot);
  }

  private replied(slot: Slot, reply: SandboxReply): void {
    const { job } = slot;
    slot.job = undefined;
    if (job && !job.took(reply)) this.waiting.push(job.workspaceId, job, true);
    this.dispatch();
  }

  private lost(slot: Slot): void {
    this.slots.delete(slot);
    const { job, thread } = slot;
    if (job && !job.died(thread.position)) this.waiting.push(job.workspaceId, job, true);
    if (thread.ready) this.dispatch();
    else this.restartSoon();
  }

  private restartSoon(): void {
    if (this.stopped || this.pause) return;
    this.pause = setTimeout(() => {
      this.pause = undefined;
      this.dispatch();
    }, restartPauseMs);
    this.pause.unref();
  }
}

function stopping(): PipelineUnavailableError {
  return new PipelineUnavailableError('the process is stopping');
}
