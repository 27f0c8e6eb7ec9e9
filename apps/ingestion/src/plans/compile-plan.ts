import { setImmediate } from 'node:timers/promises';
import type { JsonObject, PlanRule, TrackingPlan } from '@rapport/contracts';
import { ruleKey } from './domain/compiled-plan.js';
import type { CompiledPlan, CompiledRule } from './domain/compiled-plan.js';
import { compileSchema } from './schemas/compile-schema.js';
import { plannedNames } from './schemas/planned-names.js';
import { readSchema } from './schemas/read-schema.js';

type CompiledSchema = Pick<CompiledRule, 'isPlanned' | 'check'>;

const mostRemembered = 2_000;

/**
 * Makes plans ready for events. A schema takes milliseconds to compile, so this is done when a version becomes current, with
 * the door open between one schema and the next; what a version shares with the one before is compiled once.
 */
export class PlanCompiler {
  private readonly schemas = new Map<string, CompiledSchema>();

  async compile(planId: string, version: number, plan: TrackingPlan): Promise<CompiledPlan> {
    const rules = new Map<string, CompiledRule[]>();
    let common: CompiledRule | undefined;
    for (const rule of plan.rules) {
      const compiled = await this.compileRule(rule);
      if (rule.type === 'common') common = compiled;
      else push(rules, compiled);
    }
    for (const versions of rules.values()) versions.sort((a, b) => a.version - b.version);
    return { planId, version, onViolation: plan.onViolation, rules, common };
  }

  private async compileRule({ type, event, version, schema }: PlanRule): Promise<CompiledRule> {
    const key = `${type === 'common' ? 'common' : 'event'} ${JSON.stringify(schema)}`;
    let compiled = this.schemas.get(key);
    if (!compiled) {
      await setImmediate();
      compiled = type === 'common' ? compileCommon(schema) : compileRuleSchema(schema);
      if (this.schemas.size >= mostRemembered) this.schemas.clear();
      this.schemas.set(key, compiled);
    }
    return { type, event: event ?? null, version, ...compiled };
  }
}

/** What a rule does not name is dealt with by name, and no fault of the schema (ingest.md 5.2). */
function compileRuleSchema(given: JsonObject): CompiledSchema {
  const { schema, keywords } = readSchema(given);
  const { additionalProperties = false, ...named } = schema;
  const checked = additionalProperties === false ? named : schema;
  return { isPlanned: plannedNames(schema), check: compileSchema({ schema: checked, keywords }) };
}

function compileCommon(given: JsonObject): CompiledSchema {
  return { isPlanned: () => true, check: compileSchema(readSchema(given)) };
}

function push(rules: Map<string, CompiledRule[]>, rule: CompiledRule): void {
  const key = ruleKey(rule.type, rule.event);
  const versions = rules.get(key);
  if (versions) versions.push(rule);
  else rules.set(key, [rule]);
}
