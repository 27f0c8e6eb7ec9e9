import type { Reentry, RunState } from '@rapport/contracts';
import { type EntryHistory, refusesReentry } from './entry-checks.js';
import type { ExitReason } from './run.js';

/** What decides whether a run may stand beside the others of its person. Moments are epoch ms. */
export interface StandingRun {
  id: string;
  state: RunState;
  exitReason: ExitReason | null;
  enteredAt: number;
  endedAt: number | null;
  /** Rule of its own version; undefined = the default. */
  reentry: Reentry | undefined;
}

/** Where a run stands once all of its person's runs are known. */
export interface RunStanding {
  id: string;
  /** The run that stands for it; null when it stands by itself. */
  twinOf: string | null;
  change: 'close' | 'resume' | null;
}

/**
 * Which runs of one person, in one journey and under one key, she would have had, had she always been one person: every run is
 * put to the re-entry rule as of the moment at which it entered, before those that entered earlier (identity.md 7.3). One that
 * would have been refused is the twin of the run that it met; while it goes on, it is closed. One that a merge had closed
 * and that is nobody's twin any more resumes. The answer depends on the runs alone, not on the order in which merges and
 * unmerges became known.
 */
export function settleRuns(runs: readonly StandingRun[]): RunStanding[] {
  const kept: StandingRun[] = [];
  return [...runs].sort(byEntry).map((run) => {
    const wasClosed = run.exitReason === 'merged';
    if (!refusesReentry(run.reentry, historyAt(kept, run.enteredAt), run.enteredAt)) {
      kept.push(wasClosed ? { ...run, endedAt: null } : run);
      return { id: run.id, twinOf: null, change: wasClosed ? 'resume' : null };
    }
    const standing = kept.findLast((one) => isInside(one, run.enteredAt)) ?? kept.at(-1);
    return {
      id: run.id,
      twinOf: standing?.id ?? null,
      change: run.state === 'active' ? 'close' : null,
    };
  });
}

export function byEntry(
  a: Pick<StandingRun, 'enteredAt' | 'id'>,
  b: Pick<StandingRun, 'enteredAt' | 'id'>,
): number {
  return a.enteredAt - b.enteredAt || (a.id < b.id ? -1 : 1);
}

function historyAt(kept: readonly StandingRun[], moment: number): EntryHistory {
  const ends = kept.flatMap(({ endedAt }) => (endedAt !== null && endedAt <= moment ? [endedAt] : []));
  return {
    entered: kept.length,
    active: kept.filter((run) => isInside(run, moment)).length,
    lastEnteredAt: kept.at(-1)?.enteredAt ?? null,
    lastEndedAt: ends.length > 0 ? Math.max(...ends) : null,
  };
}

function isInside({ endedAt }: StandingRun, moment: number): boolean {
  return endedAt === null || endedAt > moment;
}
