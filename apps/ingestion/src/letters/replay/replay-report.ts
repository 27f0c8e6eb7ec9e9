import { publicId } from '@rapport/kernel';
import type { Fault, ReplayVerdict } from './replay-verdict.js';

const mostRows = 100;

/** What a replay came to so far; kept between its slices, and its result in the end. */
export interface ReplayReport {
  dryRun: boolean;
  passed: number;
  handedOver: number;
  dropped: number;
  failed: number;
  notReplayable: number;
  /** Settled by somebody else, or gone, before their turn came. */
  notOpen: number;
  /** How many letters remain for which reason. */
  codes: Record<string, number>;
  /** The first of those that remain. */
  rows: ({ id: string } & Fault)[];
}

export function emptyReport(dryRun: boolean): ReplayReport {
  const none = { passed: 0, handedOver: 0, dropped: 0, failed: 0, notReplayable: 0, notOpen: 0 };
  return { dryRun, ...none, codes: {}, rows: [] };
}

const countOf = {
  passed: 'passed',
  handed_over: 'handedOver',
  dropped: 'dropped',
  failed: 'failed',
  not_replayable: 'notReplayable',
} as const;

/** @param id uuid of the letter */
export function report(to: ReplayReport, id: string, verdict: ReplayVerdict): void {
  to[countOf[verdict.kind]]++;
  if (!('fault' in verdict)) return;
  const { code, field, message } = verdict.fault;
  if (verdict.kind !== 'dropped') to.codes[code] = (to.codes[code] ?? 0) + 1;
  if (to.rows.length < mostRows) to.rows.push({ id: publicId('dlt', id), code, field, message });
}
