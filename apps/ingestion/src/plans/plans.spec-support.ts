import type { AcceptedEvent, JsonObject, PlanReactions, PlanRule, TrackingPlan } from '@rapport/contracts';
import { anEvent } from '@rapport/testing';
import { PlanCompiler } from './compile-plan.js';
import { checkPlan } from './domain/check-plan.js';
import type { CompiledPlan } from './domain/compiled-plan.js';
import type { PlannedEvent } from './domain/planned-event.js';

export const allowing: PlanReactions = {
  unplannedEvent: 'allow',
  unplannedProperty: 'allow',
  invalidEvent: 'allow',
  invalidProperty: 'allow',
  common: 'allow',
};

export const planId = '00000000-0000-7000-8000-00000000000a';
const compiler = new PlanCompiler();

export function aRule(event: string, schema: JsonObject, version = 1): PlanRule {
  return { type: 'track', event, version, schema };
}

export function aPlan(rules: PlanRule[], onViolation: Partial<PlanReactions> = {}): TrackingPlan {
  return { rules, onViolation: { ...allowing, ...onViolation } };
}

export function compiled(rules: PlanRule[], onViolation: Partial<PlanReactions> = {}): Promise<CompiledPlan> {
  return compiler.compile(planId, 3, aPlan(rules, onViolation));
}

/** The part of an event that a plan sees. */
export function content(given: Partial<AcceptedEvent>): PlannedEvent {
  const event = anEvent(given);
  const { type, userId, anonymousId, groupId, previousId, name, category } = event;
  const { traits, properties, context, integrations } = event;
  return {
    ...{ type, userId, anonymousId, groupId, previousId, name, category },
    ...{ traits, properties, context, integrations },
  };
}

const envelope = {
  messageId: 'm1',
  timestamp: '2026-01-01T12:00:00.000Z',
  receivedAt: '2026-01-01T12:00:01.000Z',
};

/** What a plan makes of an event, with what is worth comparing. */
export function checked(plan: CompiledPlan, given: Partial<AcceptedEvent>) {
  const event = content(given);
  const before = structuredClone(event);
  const verdict = checkPlan(plan, event, envelope);
  expect(event).toEqual(before);
  return verdict;
}

/** `type field action`, in their order. */
export function violationsOf(verdict: ReturnType<typeof checked>): string[] {
  const found = verdict.blocked ? verdict.refusal.violations : (verdict.check?.violations ?? []);
  return found.map(({ type, field, action }) => `${type} ${field} ${action}`);
}
