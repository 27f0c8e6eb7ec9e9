import type { JsonObject, PlanRule, Problem, TrackingPlan } from '@rapport/contracts';
import { ruleKey } from './compiled-plan.js';

/** What a plan no longer names, so that whoever asks can look up what reads it: an event, or a property or trait of one. */
export interface RemovedField {
  event?: string;
  property?: string;
  trait?: string;
}

export interface RemovalProblem extends Problem {
  code: 'field_removed';
  removed: RemovedField;
}

/**
 * Events, properties and traits that the published plan names and the next one does not, in any version of their rule. A
 * removal that goes with one addition under the same schema reads as a renaming.
 */
export function removedFields(published: TrackingPlan, next: TrackingPlan): RemovalProblem[] {
  const [before, after] = [namesByRule(published.rules), namesByRule(next.rules)];
  return [...before].flatMap(([key, rule]) => {
    const left = after.get(key);
    if (!left) return rule.event === null ? namesGone(rule, undefined) : [eventGone(rule.event)];
    return namesGone(rule, left);
  });
}

interface NamedRule {
  type: PlanRule['type'];
  event: string | null;
  /** Name → JSON text of its schema. */
  names: Map<string, string>;
}

/** Only what is read by its name elsewhere: a common rule names no field of its own. */
function namesByRule(rules: readonly PlanRule[]): Map<string, NamedRule> {
  const found = new Map<string, NamedRule>();
  for (const { type, event = null, schema } of rules) {
    if (type === 'common') continue;
    const key = ruleKey(type, event);
    const rule = found.get(key) ?? { type, event, names: new Map<string, string>() };
    for (const [name, held] of Object.entries((schema.properties ?? {}) as JsonObject)) {
      rule.names.set(name, JSON.stringify(held));
    }
    found.set(key, rule);
  }
  return found;
}

function namesGone(rule: NamedRule, left: NamedRule | undefined): RemovalProblem[] {
  const added = [...(left?.names ?? [])].filter(([name]) => !rule.names.has(name));
  const gone = [...rule.names].filter(([name]) => !left?.names.has(name));
  const isTrait = rule.type === 'identify' || rule.type === 'group';
  return gone.map(([name, schema]) => {
    const [renamed, ...others] = added.filter(([, text]) => text === schema);
    const what = isTrait
      ? { trait: name }
      : { ...(rule.event !== null && { event: rule.event }), property: name };
    const message =
      renamed && others.length === 0
        ? `is planned no longer; renamed to ${renamed[0]}?`
        : 'is planned no longer';
    return removal(`${isTrait ? 'traits' : 'properties'}.${name}`, message, what);
  });
}

function eventGone(event: string): RemovalProblem {
  return removal(event, 'this event is planned no longer', { event });
}

function removal(field: string, message: string, removed: RemovedField): RemovalProblem {
  return { severity: 'warning', code: 'field_removed', field, message, removed };
}
