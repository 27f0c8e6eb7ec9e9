import type { JsonObject, PlanReactions, PlanRuleType, PlanViolationType } from '@rapport/contracts';
import type { JsonPath } from '@rapport/kernel';

/** Faults of one value that a check lists at most. */
export const mostFaults = 500;

/** A place in a value that its schema refuses. The sentence says what the schema wants, not what was found. */
export interface SchemaFault {
  type: Exclude<PlanViolationType, 'unplanned_event' | 'common'>;
  /** From the value's root; empty when it is about the value as a whole. */
  path: JsonPath;
  message: string;
  /** Nobody can say where it is: it can be mended only by removing all of the value. */
  whole?: true;
}

export type SchemaCheck = (value: JsonObject) => SchemaFault[];

export interface CompiledRule {
  type: PlanRuleType;
  event: string | null;
  version: number;
  /** Whether the rule names this property or trait. */
  isPlanned: (name: string) => boolean;
  check: SchemaCheck;
}

/** A published version of a plan, ready to be held against events. */
export interface CompiledPlan {
  planId: string;
  version: number;
  onViolation: PlanReactions;
  /** By `ruleKey`; those of one key in the order of their versions. */
  rules: ReadonlyMap<string, readonly CompiledRule[]>;
  common: CompiledRule | undefined;
}

/** What a rule and the events that it is about have in common. */
export function ruleKey(type: PlanRuleType | 'alias', event: string | null): string {
  return type === 'track' ? `track ${event ?? ''}` : type;
}
