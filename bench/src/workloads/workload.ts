import type { Probe } from '../probes/probe.js';
import type { BusKind, System, SystemOptions } from '../harness/system.js';

export interface RunContext {
  system: System;
  /** A fresh prefix: ids of one run never meet those of another. */
  run: string;
  seed: number;
  size: 'small' | 'full';
}

export interface Metric {
  name: string;
  value: number;
  /** Higher is better, or lower. */
  better: 'higher' | 'lower';
}

/** Numbers of one run; a run that is not correct has none. */
export interface RunResult {
  metrics: Metric[];
  /** Work units (events, requests, mails) that `cpuMicroseconds` is divided by for the ratio against LIMIT. */
  cpuPerUnit: number | null;
  checks: string[];
  otherCores: number;
}

export interface Workload {
  id: string;
  title: string;
  system: Omit<SystemOptions, 'bus'>;
  /** LIMIT = the sum of these. */
  probes(bus: BusKind): Probe[];
  /** For the probes: what this workload sends. */
  sample(): readonly unknown[];
  /** Base and ambitious targets by metric name; `ratio` is CPU against LIMIT. */
  targets: Record<string, { base: number; ambitious: number }>;
  prepare?(context: RunContext): Promise<void>;
  run(context: RunContext): Promise<RunResult>;
}

export class IncorrectRun extends Error {}

/** A check that holds, in words; or the run has no numbers. */
export function verify(what: string, holds: boolean, detail = ''): string {
  if (!holds) throw new IncorrectRun(`${what}${detail ? `: ${detail}` : ''}`);
  return what;
}
