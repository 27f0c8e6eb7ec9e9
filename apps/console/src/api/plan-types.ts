import type {
  EventType,
  PlanAction,
  PlanRule,
  PlanViolationType,
  Problem,
  TrackingPlan,
} from '@rapport/contracts';
import type { Versioned } from './types';

export interface Plan extends Versioned<TrackingPlan> {
  /** Sources that follow the plan. */
  sourceIds: string[];
}
/** One kind of departure from a plan, with how often it was seen. */
export interface Violation {
  sourceId: string;
  eventType: EventType;
  event: string | null;
  type: PlanViolationType;
  field: string;
  action: PlanAction;
  message: string;
  count: number;
  firstAt: string;
  lastAt: string;
  example: { messageId: string };
}
export interface InferredRule {
  rule: PlanRule;
  seen: { events: number; firstAt: string | null; lastAt: string | null };
}
/** A warning of the check: an event, property or trait that the next version no longer names. */
export interface RemovalProblem extends Problem {
  removed: { event?: string; property?: string; trait?: string };
}
