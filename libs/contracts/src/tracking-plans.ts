import type { EventType } from './event-types.js';
import type { JsonObject } from './json.js';

/** What a rule of a tracking plan is about; `common` sees the whole payload of every event. */
export const planRuleTypes = ['track', 'identify', 'group', 'page', 'screen', 'common'] as const;
export type PlanRuleType = (typeof planRuleTypes)[number];

export interface PlanRule {
  type: PlanRuleType;
  /** Exact name; of track rules only. */
  event?: string;
  /** Which `context.protocols.event_version` it is for; an event that names none follows the lowest. */
  version: number;
  /**
   * JSON Schema draft-07. It describes `properties` (track, page, screen) or `traits` (identify, group); of a common rule, the
   * whole payload.
   */
  schema: JsonObject;
}

/** What may be done about each kind of violation; the first is the default. */
export const planReactions = {
  /** A track event without a rule. */
  unplannedEvent: ['allow', 'block'],
  /** A property or trait that its rule does not name. */
  unplannedProperty: ['allow', 'omit'],
  /** A track, page or screen event that its rule's schema refuses. Never of identify and group. */
  invalidEvent: ['allow', 'block'],
  /** A property or trait that the schema refuses. */
  invalidProperty: ['allow', 'omit'],
  /** An event that the common rule refuses. */
  common: ['allow', 'omit', 'block'],
} as const;

export type PlanReactions = {
  [Kind in keyof typeof planReactions]: (typeof planReactions)[Kind][number];
};

/** The draft of a tracking plan, and the content of its versions (api.md 6.4). */
export interface TrackingPlan {
  rules: PlanRule[];
  onViolation: PlanReactions;
}

export const planViolationTypes = [
  'unplanned_event',
  'unplanned_property',
  'missing_property',
  'wrong_type',
  'invalid_value',
  'common',
] as const;
export type PlanViolationType = (typeof planViolationTypes)[number];

export const planActions = ['allowed', 'omitted', 'blocked'] as const;
export type PlanAction = (typeof planActions)[number];

/** One way in which an event departs from its plan. Names a place and a rule, never the value found there. */
export interface PlanViolation {
  type: PlanViolationType;
  /** The rule departed from; null for an event that has none. */
  rule: { type: PlanRuleType; event: string | null; version: number } | null;
  /** From the root of the payload, such as `properties.products[0].price`. */
  field: string;
  message: string;
  action: PlanAction;
}

/** How an event fared with its source's tracking plan; absent when there was nothing to say. */
export interface PlanCheck {
  /** uuid of the plan. */
  planId: string;
  version: number;
  /** The first of them; what was done was done about all. */
  violations: PlanViolation[];
  /** What was taken out of the event, by field. For the archive: no later stage acts on it. */
  omitted: JsonObject | null;
}

/** Of an event that a plan turned away: what it would have been, since nothing else has read it. */
export interface PlanRefusal extends PlanCheck {
  eventType: EventType;
  event: string | null;
}
