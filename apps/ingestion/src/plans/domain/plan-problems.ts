import type { PlanRule, Problem, TrackingPlan } from '@rapport/contracts';
import { ruleKey } from './compiled-plan.js';

/** What a draft whose shape and schemas are sound still lacks (api.md 2.7). */
export function planProblems({ rules }: TrackingPlan): Problem[] {
  const problems: Problem[] = [];
  if (rules.length === 0) problems.push(error('no_rules', 'rules', 'a plan needs at least one rule'));
  const seen = new Set<string>();
  rules.forEach((rule, index) => {
    const field = `rules[${index}]`;
    if (rule.type === 'track' && rule.event === undefined) {
      problems.push(error('event_required', `${field}.event`, 'a track rule needs the name of its event'));
      return;
    }
    const key = identityOf(rule);
    if (seen.has(key)) problems.push(error('duplicate_rule', field, duplicateMessage(rule)));
    seen.add(key);
    if (looksWrapped(rule)) problems.push(warning('schema_wrapped', `${field}.schema`, wrappedMessage(rule)));
  });
  return problems;
}

function identityOf(rule: PlanRule): string {
  const key = ruleKey(rule.type, rule.event ?? null);
  return rule.type === 'common' ? key : `${key} ${rule.version}`;
}

function duplicateMessage({ type }: PlanRule): string {
  return type === 'common'
    ? 'there can be one common rule only'
    : 'another rule is for the same event and version';
}

/** Other products describe the payload around the properties; here that would plan properties of these names. */
function looksWrapped({ type, schema }: PlanRule): boolean {
  const names = Object.keys(schema.properties ?? {});
  const outer = ['context', 'properties', 'traits'];
  return type !== 'common' && names.length > 0 && names.every((name) => outer.includes(name));
}

function wrappedMessage({ type }: PlanRule): string {
  const subject = type === 'identify' || type === 'group' ? 'traits' : 'properties';
  return `describes the whole payload, it seems; a ${type} rule describes the ${subject} themselves`;
}

function error(code: string, field: string, message: string): Problem {
  return { severity: 'error', code, field, message };
}

export function warning(code: string, field: string, message: string): Problem {
  return { severity: 'warning', code, field, message };
}
