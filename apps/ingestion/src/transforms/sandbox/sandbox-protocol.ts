/** A published version, or a draft under test. */
export interface SandboxFunction {
  /** Names the code for ever: the same key always means the same code. */
  key: string;
  code: string;
}

export type FailureKind =
  /** The function threw, or its code does not run at all. */
  | 'threw'
  /** It returned what is no event. */
  | 'returned'
  | 'time'
  | 'memory'
  /** Its thread had to be killed, or died of it. */
  | 'killed';

export interface SandboxFailure {
  kind: FailureKind;
  /** Position in the chain; null when it is not known which. */
  position: number | null;
  /** For people; bounded, one line. Written by the function's author, or by an attacker. */
  detail: string;
  /** In the function's code, from 1; null when unknown. */
  line: number | null;
}

/** What a chain of functions made of one event. */
export type SandboxResult =
  /** Nothing was changed. */
  | { kind: 'same' }
  /** JSON texts of what comes out, at least one. */
  | { kind: 'events'; texts: string[] }
  | { kind: 'dropped'; position: number }
  | { kind: 'failed'; failure: SandboxFailure };

/** Runs the events through the chain, one after the other, until the turn is over. */
export interface RunTask {
  task: 'run';
  chain: readonly SandboxFunction[];
  /** JSON texts. Text only, so that nothing but data can cross. */
  events: readonly string[];
  /** What the functions take for the time, epoch ms. */
  nowMs: number;
  /** Keep what the functions log; costs a little, so tests only. */
  capture: boolean;
}

export interface RunReply {
  /** Of the first events, at least one; the others found no time in this turn. */
  results: SandboxResult[];
  logs: string[];
  tookMs: number;
}

/** Whether code can be a transform at all: it parses, runs, and is a function. */
export interface CheckTask {
  task: 'check';
  code: string;
}

export type SandboxTask = RunTask | CheckTask;
export interface SandboxRequest {
  id: number;
  task: SandboxTask;
}
export type SandboxReply =
  | { id: number; task: 'run'; reply: RunReply }
  | { id: number; task: 'check'; failure: SandboxFailure | null };

/**
 * Shared between the thread and whoever watches it: how many events it has finished since it started, and the position of
 * the one it works on in its present task (−1: none yet).
 */
export const progressCells = { finished: 0, position: 1 } as const;
