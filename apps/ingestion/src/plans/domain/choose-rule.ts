import type { JsonObject } from '@rapport/contracts';
import { ruleKey } from './compiled-plan.js';
import type { CompiledPlan, CompiledRule } from './compiled-plan.js';
import type { PlannedEvent } from './planned-event.js';

/**
 * The rule that an event follows, by its type and its exact name: that of the version which `context.protocols.event_version`
 * names, and the oldest where it names none that there is (ingest.md 5.1).
 */
export function chooseRule(
  plan: CompiledPlan,
  { type, name, context }: PlannedEvent,
): CompiledRule | undefined {
  const rules = plan.rules.get(ruleKey(type, name));
  if (!rules || rules.length === 1) return rules?.[0];
  const version = (context.protocols as JsonObject | null | undefined)?.event_version;
  return rules.find((rule) => rule.version === version) ?? rules[0];
}
