import type { AcceptedEvent, DeadLetter, PlanViolation } from '@rapport/contracts';
import { tellsOfPlan } from '@rapport/events';

export type Outcome = 'accepted' | 'rejected';

/** What one record says of its event and its plan. */
export interface RecordedViolations {
  workspaceId: string;
  planId: string;
  sourceId: string;
  eventType: string;
  /** Of a track event. */
  event: string | null;
  messageId: string;
  receivedAt: string;
  violations: PlanViolation[];
}

/** Undefined for the many records that say nothing of a plan, and for what the door did not write. */
export function readViolations(outcome: Outcome, value: string | null): RecordedViolations | undefined {
  if (value === null) return undefined;
  const mayTell = outcome === 'accepted' ? tellsOfPlan(value) : value.includes('"violates_tracking_plan"');
  return mayTell ? recordedOf(outcome, JSON.parse(value)) : undefined;
}

function recordedOf(outcome: Outcome, record: unknown): RecordedViolations | undefined {
  const { plan, workspaceId, sourceId, receivedAt, messageId } = record as AcceptedEvent | DeadLetter;
  if (!plan || !workspaceId || !sourceId) return undefined;
  const { planId, violations } = plan;
  const common = { workspaceId, planId, sourceId, receivedAt, violations, messageId: messageId ?? '' };
  if (outcome === 'rejected') {
    const { eventType, event } = (record as Required<DeadLetter>).plan;
    return { ...common, eventType, event };
  }
  const { type, name } = record as AcceptedEvent;
  return { ...common, eventType: type, event: type === 'track' ? name : null };
}
