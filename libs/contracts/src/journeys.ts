import type { Condition, EventOccurrence, Scalar, TraitChangedOccurrence } from './conditions.js';
import type { Channel } from './templates.js';

/** A journey's definition (api.md 10.2), as far as this release goes. */
export interface JourneyDraft {
  trigger?: EventOccurrence | TraitChangedOccurrence;
  entry?: {
    filter?: Condition;
    reentry?: Reentry;
    /** ISO 8601 duration, default PT24H: an older event starts nothing. */
    maxEventAge?: string;
  };
  start?: string;
  steps: JourneyStep[];
  /** Opaque to the engine: where the console draws things. */
  layout?: unknown;
}

export interface Reentry {
  rule: 'once' | 'after_exit' | 'cooldown' | 'parallel';
  /** ISO 8601 duration; required by `cooldown`. */
  cooldown?: string;
  since?: 'entry' | 'exit';
  /** A path such as `event.properties.order_id`: each rule counts per person and key. */
  key?: string;
}

interface StepBase {
  key: string;
  label?: string;
}
/** null or absent: the run completes. */
type Next = string | null | undefined;

export interface DelayStep extends StepBase {
  kind: 'delay';
  duration: string;
  days?: 'calendar' | 'elapsed';
  next?: Next;
}
export interface BranchStep extends StepBase {
  kind: 'branch';
  branches: { key: string; label?: string; when: Condition; next?: Next }[];
  otherwise: { next?: Next };
}
export interface MessageStep extends StepBase {
  kind: 'message';
  channel: Channel;
  /** Id (`tpl_…`) or key of the template. */
  templateId: string;
  /** Absent = the version current when the message is sent. */
  templateVersion?: number;
  data?: Record<string, Scalar | null | { ref: string }>;
  expiresAfter?: string;
  onNotSent?: 'continue' | 'exit';
  next?: Next;
}
export interface ExitStep extends StepBase {
  kind: 'exit';
  reason?: string;
}
export type JourneyStep = DelayStep | BranchStep | MessageStep | ExitStep;
export type StepKind = JourneyStep['kind'];

export const runStates = ['active', 'completed', 'exited', 'failed'] as const;
export type RunState = (typeof runStates)[number];
