import { toIso } from '@rapport/kernel';
import type { JourneyVersion } from './journey-version.js';
import type { Run, RunPerson, RunPolicy, Visit } from './run.js';
import type { Intent, StepDecision, StepMoment } from './steps/step-kind.js';
import { definitionOf } from './steps/steps.js';

/** What makes a run move: it has just entered, or the wait of its step is over. */
export type RunCause = 'entered' | 'timer';

export interface RunInput {
  journey: JourneyVersion;
  run: Run;
  cause: RunCause;
  person: RunPerson;
  policy: RunPolicy;
  /** Epoch ms; one advance has one now. */
  now: number;
}

export interface RunAdvance {
  run: Run;
  intents: Intent[];
}

/** `due`: the moment for which the run waited. */
type DueRun = RunInput & { due: number };

/** A step may be arrived at that often, and a run may pass that many steps without a wait; beyond it ends as `loop_guard`. */
const maximumVisits = 10;
const maximumTransitions = 200;

/**
 * The journey engine (design.md 3.5): a pure function, so that simulation, dry run and explanation can run the same one.
 * What it returns is either active with a moment at which it goes on, or ended with a reason. A timer that fires before its
 * time, and any cause that meets an ended run, changes nothing. The run given is not touched.
 */
export function advanceRun(input: RunInput): RunAdvance {
  const run: Run = {
    ...input.run,
    steps: { ...input.run.steps },
    visits: input.run.visits.map((visit) => ({ ...visit })),
  };
  if (run.state !== 'active') return { run: input.run, intents: [] };
  if (input.cause === 'entered') return walk({ ...input, run, due: input.now }, run.step);
  if (run.dueAt === null || input.now < run.dueAt) return { run: input.run, intents: [] };
  return wake({ ...input, run, due: run.dueAt });
}

/** A run that has just entered and stands before its first step. */
export function newRun(
  given: Pick<Run, 'id' | 'workspaceId' | 'journeyId' | 'version' | 'profileId' | 'key' | 'event'>,
  start: string | null,
  now: number,
): Run {
  return {
    ...given,
    state: 'active',
    exitReason: null,
    step: start,
    dueAt: now,
    enteredAt: now,
    endedAt: null,
    steps: {},
    visits: [],
  };
}

function wake(input: DueRun): RunAdvance {
  const { run, now } = input;
  const step = run.step === null ? undefined : input.journey.steps.get(run.step);
  const visit = run.visits.at(-1);
  const decision = step && visit && definitionOf(step).wake?.(step, momentOf(input, visit.visit));
  if (!step || !visit || decision?.kind !== 'go') return ended(run, 'step_failed', now, []);
  leave(visit, decision, now);
  if (decision.result) run.steps[step.key] = decision.result;
  return walk(input, decision.next);
}

/** Goes from step to step until one waits, or the run ends. */
function walk(input: DueRun, first: string | null): RunAdvance {
  const { run, now, journey } = input;
  const intents: Intent[] = [];
  let next = first;
  for (let transitions = 0; next !== null; transitions++) {
    const step = journey.steps.get(next);
    const visit = 1 + run.visits.filter((one) => one.step === next).length;
    if (!step) return ended(run, 'step_failed', now, intents);
    run.step = step.key;
    if (visit > maximumVisits || transitions >= maximumTransitions) {
      return ended(run, 'loop_guard', now, intents);
    }
    const arrival = arrivalAt(step.key, visit, now);
    run.visits.push(arrival);
    const decision = definitionOf(step).arrive(step, momentOf(input, visit));
    if (decision.kind === 'wait') {
      run.dueAt = decision.until;
      return { run, intents };
    }
    if (decision.result) run.steps[step.key] = decision.result;
    if (decision.kind === 'end') {
      const outcome = decision.reason === 'exit_step' ? 'exited' : 'failed';
      Object.assign(arrival, { leftAt: toIso(now), outcome });
      return ended(run, decision.reason, now, intents);
    }
    leave(arrival, decision, now);
    intents.push(...(decision.intents ?? []));
    next = decision.next;
  }
  return ended(run, 'finished', now, intents);
}

const stateAfter = {
  finished: 'completed',
  exit_step: 'exited',
  loop_guard: 'exited',
  step_failed: 'failed',
} as const;

/** A run that went its way to the end stands nowhere; one that broke off keeps the step at which it did. */
function ended(run: Run, reason: keyof typeof stateAfter, now: number, intents: Intent[]): RunAdvance {
  Object.assign(run, { state: stateAfter[reason], exitReason: reason, endedAt: now, dueAt: null });
  if (reason === 'finished' || reason === 'exit_step') run.step = null;
  return { run, intents };
}

function leave(visit: Visit, decision: StepDecision & { kind: 'go' }, now: number): void {
  visit.leftAt = toIso(now);
  visit.outcome = decision.outcome;
  visit.branch = decision.branch ?? null;
  visit.msgId = decision.msgId ?? null;
  visit.trace = decision.trace ?? null;
}

function arrivalAt(step: string, visit: number, now: number): Visit {
  const open = { leftAt: null, outcome: null, branch: null, msgId: null, trace: null };
  return { step, visit, enteredAt: toIso(now), ...open };
}

function momentOf({ journey, run, person, policy, now, due }: DueRun, visit: number): StepMoment {
  return { journey, run, person, policy, visit, now, due };
}
