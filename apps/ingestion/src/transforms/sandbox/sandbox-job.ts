import { sandboxLimits } from './sandbox-limits.js';
import type {
  RunReply,
  SandboxFailure,
  SandboxFunction,
  SandboxReply,
  SandboxResult,
  SandboxTask,
} from './sandbox-protocol.js';

/** What waits for a thread, turn after turn, until it is answered. */
export interface Job {
  workspaceId: string;
  /** Events it holds in memory. */
  size: number;
  /** It had a turn. */
  begun: boolean;
  /** What the next turn shall do. */
  nextTask(): SandboxTask;
  /** @returns true when there is nothing left to do */
  took(reply: SandboxReply): boolean;
  /** The thread died while it worked on the event at `position` of the task. @returns true when there is nothing left */
  died(position: number): boolean;
  reject(error: Error): void;
}

export interface RunOrder {
  workspaceId: string;
  chain: readonly SandboxFunction[];
  events: readonly string[];
  nowMs: number;
  capture: boolean;
}

export interface RunResult {
  results: SandboxResult[];
  logs: string[];
}

/** An event that brings a thread down may have had bad luck once; a second time it is the function. */
const mostDeaths = 2;

/** The events of one request. */
export class RunJob implements Job {
  readonly workspaceId: string;
  readonly size: number;
  begun = false;
  private readonly results: (SandboxResult | undefined)[];
  private readonly deaths = new Map<number, number>();
  private readonly logs: string[] = [];
  private turn: number[] = [];
  private spentMs = 0;
  private length = 0;

  constructor(
    private readonly order: RunOrder,
    private readonly resolve: (result: RunResult) => void,
    readonly reject: (error: Error) => void,
  ) {
    this.workspaceId = order.workspaceId;
    this.size = order.events.length;
    this.results = order.events.map(() => undefined);
  }

  nextTask(): SandboxTask {
    this.begun = true;
    const { chain, events, nowMs, capture } = this.order;
    this.turn = this.open().slice(0, sandboxLimits.eventsPerTurn);
    return { task: 'run', chain, events: this.turn.map((index) => events[index] ?? ''), nowMs, capture };
  }

  took(reply: SandboxReply): boolean {
    if (reply.task === 'run') this.keep(reply.reply);
    return this.finish();
  }

  died(position: number): boolean {
    // What was done in this turn is done again.
    this.spentMs += sandboxLimits.stuckMs;
    const index = this.turn[Math.max(0, position)] ?? 0;
    const deaths = (this.deaths.get(index) ?? 0) + 1;
    this.deaths.set(index, deaths);
    if (deaths >= mostDeaths) this.results[index] = failed('killed', 'had to be stopped from outside');
    return this.finish();
  }

  private keep({ results, logs, tookMs }: RunReply): void {
    this.spentMs += tookMs;
    this.logs.push(...logs);
    results.forEach((result, at) => {
      if (result.kind === 'events') for (const text of result.texts) this.length += text.length;
      const tooLong = this.length > sandboxLimits.requestResultLength;
      const index = this.turn[at];
      if (index === undefined) return;
      this.results[index] = tooLong ? failed('memory', 'made more of this request than can be held') : result;
    });
  }

  private finish(): boolean {
    if (this.spentMs > sandboxLimits.requestMs) {
      const late = failed('time', `took longer than ${sandboxLimits.requestMs / 1000} s for one request`);
      for (const index of this.open()) this.results[index] = late;
    }
    if (this.open().length > 0) return false;
    this.resolve({ results: this.results as SandboxResult[], logs: this.logs });
    return true;
  }

  private open(): number[] {
    return [...this.results.keys()].filter((index) => this.results[index] === undefined);
  }
}

/** One look at a function's code. */
export class CheckJob implements Job {
  readonly size = 1;
  begun = false;
  private deaths = 0;

  constructor(
    readonly workspaceId: string,
    private readonly code: string,
    private readonly resolve: (failure: SandboxFailure | null) => void,
    readonly reject: (error: Error) => void,
  ) {}

  nextTask(): SandboxTask {
    this.begun = true;
    return { task: 'check', code: this.code };
  }

  took(reply: SandboxReply): boolean {
    if (reply.task === 'check') this.resolve(reply.failure);
    return true;
  }

  died(): boolean {
    if (++this.deaths < mostDeaths) return false;
    this.resolve({ kind: 'killed', position: 0, detail: 'had to be stopped from outside', line: null });
    return true;
  }
}

function failed(kind: SandboxFailure['kind'], detail: string): SandboxResult {
  return { kind: 'failed', failure: { kind, position: null, detail, line: null } };
}
