import type { Run, Visit } from './run.js';

/** One thing that a run did, for whoever reads its way later. Never changed once it is written. */
export interface TrailEntry {
  /** Epoch ms. */
  at: number;
  kind: 'entered' | 'step' | 'exited';
  step: string | null;
  /**
   * Of a step: what came of it, or `waiting`; of an exit: the state in which the run ended; of an entry: null, or `resumed`
   * when a merge had ended the run and was undone.
   */
  outcome: string | null;
  /** Of a branch: the way taken; of a wait: until when; of an exit: why. */
  reason: string | null;
  /** uuid of the message that was planned. */
  msgId: string | null;
}

/** What a run did between two of its states; `before` is null when it has just entered. */
export function trailOf(before: Run | null, after: Run): TrailEntry[] {
  const entries: TrailEntry[] = before ? [] : [entryOf('entered', after.enteredAt)];
  after.visits.forEach((visit, index) => {
    const known = before?.visits[index];
    if (known && (known.leftAt !== null || visit.leftAt === null)) return;
    entries.push(stepOf(visit, after));
  });
  if (after.endedAt !== null && (before === null || before.state === 'active')) {
    const { step, state: outcome, exitReason: reason } = after;
    entries.push({ ...entryOf('exited', after.endedAt), step, outcome, reason });
  }
  return entries;
}

function stepOf({ step, enteredAt, leftAt, outcome, branch, msgId }: Visit, run: Run): TrailEntry {
  if (leftAt === null) {
    const until = run.dueAt === null ? null : new Date(run.dueAt).toISOString();
    return { ...entryOf('step', Date.parse(enteredAt)), step, outcome: 'waiting', reason: until };
  }
  return { ...entryOf('step', Date.parse(leftAt)), step, outcome, reason: branch, msgId };
}

function entryOf(kind: TrailEntry['kind'], at: number): TrailEntry {
  return { at, kind, step: null, outcome: null, reason: null, msgId: null };
}
