import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten-core';
import { MemorySnapshot } from './memory-snapshot.js';
import { realmPrelude } from './realm-prelude.js';
import { sandboxLimits } from './sandbox-limits.js';
import type { SandboxFailure } from './sandbox-protocol.js';
import type { WasmMemory } from './web-assembly.js';

/** What a function made of one event, or why it made nothing. */
export type Answer = { texts: string[] | null } | { failure: Omit<SandboxFailure, 'position'> };

/** An engine on a memory of its own. */
export interface Engine {
  module: QuickJSWASMModule;
  memory: WasmMemory;
}

/** Milliseconds, from wherever. */
export interface RealmClock {
  monotonic: () => number;
  /** That the process has used. */
  cpuMs: () => number;
}

type Failed = { failure: Omit<SandboxFailure, 'position'> };
const failed = (kind: SandboxFailure['kind'], detail: string, line: number | null = null): Failed => ({
  failure: { kind, detail, line },
});
const outOfMemory = failed(
  'memory',
  `used more than ${sandboxLimits.memoryBytes / 1024 / 1024} MB of memory`,
);

/**
 * One function in a world of its own: an engine and a memory that no other function shares, and a state that every event
 * finds as the code left it after it was read. What an event leaves behind is gone before the next.
 */
export class Realm {
  private readonly context: QuickJSContext;
  private readonly calls: Record<'adopt' | 'run' | 'logs' | 'describe', QuickJSHandle>;
  private snapshot: MemorySnapshot | undefined;
  private startedAt = Infinity;
  private cpuBefore = 0;
  private late = false;
  /** Its engine came to grief: nothing it says can be relied on. */
  broken = false;

  constructor(
    private readonly engine: Engine,
    private readonly clock: RealmClock,
  ) {
    const runtime = engine.module.newRuntime();
    runtime.setMaxStackSize(sandboxLimits.stackBytes);
    runtime.setInterruptHandler(() => (this.late ||= this.isLate()));
    this.context = runtime.newContext();
    const prelude = this.context.unwrapResult(
      this.context.evalCode(realmPrelude, 'prelude.js', { strict: true }),
    );
    const call = (name: string): QuickJSHandle => this.context.getProp(prelude, name);
    this.calls = { adopt: call('adopt'), run: call('run'), logs: call('logs'), describe: call('describe') };
  }

  /** Reads the function's code; to be called once. @returns why it can be no transform */
  load(code: string): Failed | undefined {
    const complaint = this.guarded<Failed | undefined>(() => {
      const value = this.context.evalCode(code, 'transform.js', { strict: true });
      if (value.error) return this.failureOf(value.error);
      const adopted = this.context.callFunction(this.calls.adopt, this.context.undefined, value.value);
      if (adopted.error) return this.failureOf(adopted.error);
      const complaint = this.context.getString(adopted.value);
      return complaint === '' ? undefined : failed('threw', complaint);
    });
    if (!complaint) this.snapshot = new MemorySnapshot(this.engine.memory);
    return complaint;
  }

  /** @param keepLogs `logs` will be asked for before the next event */
  run(text: string, keepLogs: boolean): Answer {
    this.snapshot?.restore();
    const { context } = this;
    return this.guarded<Answer>(() => {
      const keep = keepLogs ? context.true : context.false;
      const result = context.callFunction(this.calls.run, context.undefined, context.newString(text), keep);
      if (result.error) return this.failureOf(result.error);
      return answerOf(context.getString(result.value));
    });
  }

  logs(): string[] {
    if (this.broken) return [];
    const logs = this.guarded<string[] | Failed>(() => {
      const result = this.context.callFunction(this.calls.logs, this.context.undefined);
      return result.error ? [] : (JSON.parse(this.context.getString(result.value)) as string[]);
    });
    return Array.isArray(logs) ? logs : [];
  }

  /** Gives `work` its time, and takes whatever the engine itself throws for its end. */
  private guarded<T>(work: () => T): T | Failed {
    this.late = false;
    this.startedAt = this.clock.monotonic();
    this.cpuBefore = this.clock.cpuMs();
    try {
      return work();
    } catch {
      this.broken = true;
      return outOfMemory;
    }
  }

  /**
   * The time is up, and was there: Node tells no CPU time of a thread, but when the whole process had less than the limit since
   * the event began, this thread was kept waiting by others, and is given more.
   */
  private isLate(): boolean {
    const tookMs = this.clock.monotonic() - this.startedAt;
    if (tookMs <= sandboxLimits.eventMs) return false;
    return tookMs > sandboxLimits.starvedMs || this.clock.cpuMs() - this.cpuBefore > sandboxLimits.eventMs;
  }

  private failureOf(thrown: QuickJSHandle): Failed {
    if (this.late) return failed('time', `took longer than ${sandboxLimits.eventMs} ms`);
    const result = this.context.callFunction(this.calls.describe, this.context.undefined, thrown);
    if (result.error) return failed('threw', 'threw something that cannot be described');
    const described = this.context.getString(result.value);
    // With no memory left there is none for an error either: what arrives is null.
    if (described === '') return outOfMemory;
    const [line = '', ...rest] = described.split('|');
    const detail = rest.length > 0 ? rest.join('|') : line;
    if (detail === 'InternalError: out of memory') return outOfMemory;
    return failed('threw', singleLine(detail), Number.parseInt(line, 10) || null);
  }
}

function answerOf(text: string): Answer {
  const body = text.slice(1);
  switch (text[0]) {
    case 'N':
      return { texts: null };
    case 'O':
      return { texts: [body] };
    case 'A':
      return { texts: body.split('\n') };
    default:
      return failed('returned', singleLine(body));
  }
}

/** Fit for a log and a table, whoever wrote it. */
function singleLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .slice(0, sandboxLimits.messageLength);
}
