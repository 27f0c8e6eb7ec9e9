import type { JsonObject, RunState } from '@rapport/contracts';
import type { PersonRelations, Trace } from '@rapport/conditions';

/** Why a run ended (api.md 10.1), as far as this release can end one. */
export type ExitReason =
  'finished' | 'exit_step' | 'merged' | 'archived' | 'late' | 'not_sent' | 'loop_guard' | 'step_failed';

/** One arrival of a run at a step. */
export interface Visit {
  step: string;
  /** 1 for the first arrival. */
  visit: number;
  enteredAt: string;
  leftAt: string | null;
  outcome: 'elapsed' | 'branched' | 'planned' | 'exited' | 'failed' | 'interrupted' | null;
  /** Key of the branch taken; `otherwise` for the rest. */
  branch: string | null;
  /** uuid of the message that was planned. */
  msgId: string | null;
  /** What a branch looked at when it was decided. */
  trace: Trace[] | null;
}

/** One person's passage through one version of a journey. Moments are epoch ms. */
export interface Run {
  id: string;
  workspaceId: string;
  journeyId: string;
  version: number;
  profileId: string;
  /** Value of the re-entry key; '' without one. */
  key: string;
  state: RunState;
  exitReason: ExitReason | null;
  /** Where it stands, or stood when it was interrupted; null once it ran to an end. */
  step: string | null;
  /** When it goes on; set exactly while it is active. */
  dueAt: number | null;
  enteredAt: number;
  endedAt: number | null;
  /** The trigger event, frozen, in the shape that templates see; null under another trigger. */
  event: JsonObject | null;
  /** Results of steps, by step key. */
  steps: JsonObject;
  visits: Visit[];
}

/** What the engine knows of the person. */
export interface RunPerson {
  profileId: string;
  timeZone: string | null;
  traits: JsonObject;
  createdAt: string;
  firstSeenAt: string;
  lastSeenAt: string;
  /** Her groups and objects, as far as the journey's conditions ask for them. */
  relations: PersonRelations;
}

/** What the workspace decides for all its journeys. */
export interface RunPolicy {
  timeZone: string;
}
