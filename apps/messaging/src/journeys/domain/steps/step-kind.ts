import type { Condition, JourneyStep, JsonObject, SendDecided } from '@rapport/contracts';
import type { JsonRecord, Trace } from '@rapport/conditions';
import type { DraftReader } from '../draft-reader.js';
import type { JourneyVersion } from '../journey-version.js';
import type { Run, RunPerson, RunPolicy, Visit } from '../run.js';

/** What a run decided to do besides moving on. */
export interface Intent {
  kind: 'send';
  send: SendDecided;
}

/** Everything a step may look at. */
export interface StepMoment {
  journey: JourneyVersion;
  run: Run;
  person: RunPerson;
  policy: RunPolicy;
  /** Which arrival at this step it is, from 1. */
  visit: number;
  /** Epoch ms. */
  now: number;
  /** When the run was due here; before `now` when it goes on late, after an outage or a merge that was undone. */
  due: number;
}

/** What a step decides when a run arrives at it. */
export type StepDecision =
  | {
      kind: 'go';
      next: string | null;
      outcome: NonNullable<Visit['outcome']>;
      branch?: string;
      msgId?: string;
      trace?: Trace[];
      /** Becomes `steps.<key>`. */
      result?: JsonObject;
      intents?: Intent[];
    }
  | { kind: 'wait'; until: number }
  | { kind: 'end'; reason: 'exit_step' | 'step_failed'; result?: JsonObject };

/** Where a definition points from one step to another, with the path of the field for whoever mends it. */
export interface Edge {
  field: string;
  to: string | null;
}

/** A path into the run's context that a step reads. */
export interface ContextReference {
  field: string;
  path: string;
}

/** One kind of step: everything that is known of it, in one file. */
export interface StepKindDefinition<S extends JourneyStep = JourneyStep> {
  kind: S['kind'];
  label: string;
  read(input: JsonRecord, field: string, reader: DraftReader): S | undefined;
  /** Fields are relative to the step. */
  edges(step: S): Edge[];
  conditions(step: S): { field: string; condition: Condition }[];
  references(step: S): ContextReference[];
  arrive(step: S, moment: StepMoment): StepDecision;
  /** The wait is over. Only for kinds that wait. */
  wake?(step: S, moment: StepMoment): StepDecision;
}

export type StepOf<K extends JourneyStep['kind']> = Extract<JourneyStep, { kind: K }>;
