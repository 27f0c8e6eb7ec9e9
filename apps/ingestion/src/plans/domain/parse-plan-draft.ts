import { planReactions, planRuleTypes } from '@rapport/contracts';
import type { JsonObject, PlanReactions, PlanRule, PlanRuleType, TrackingPlan } from '@rapport/contracts';
import { limits } from '@rapport/kernel';
import type { FieldFault } from '@rapport/kernel';

const mostRules = 500;
const highestVersion = 1_000_000;

/**
 * A tracking plan's draft (api.md 6.4) as it will be stored, or every fault of its shape; what the schemas say is looked at
 * elsewhere. It may be incomplete: no rules, a track rule that has no name yet. `field` is where it lies in the body.
 */
export function parsePlanDraft(input: unknown, field: string): { draft: TrackingPlan; faults: FieldFault[] } {
  const parser = new DraftParser();
  const draft = parser.draft(input, field);
  return { draft, faults: parser.faults };
}

type Fields = Readonly<Record<string, unknown>>;

class DraftParser {
  readonly faults: FieldFault[] = [];

  draft(input: unknown, field: string): TrackingPlan {
    const fields = this.object(input, field || 'draft', ['rules', 'onViolation'], field);
    return {
      rules: this.rules(fields.rules, join(field, 'rules')),
      onViolation: this.reactions(fields.onViolation, join(field, 'onViolation')),
    };
  }

  private rules(input: unknown, field: string): PlanRule[] {
    if (input === undefined) return [];
    if (!Array.isArray(input)) return (this.fault(field, 'type', 'must be a list'), []);
    if (input.length > mostRules) {
      return (this.fault(field, 'max_items', `must be at most ${mostRules}`), []);
    }
    return input.map((rule, index) => this.rule(rule, `${field}[${index}]`));
  }

  private rule(input: unknown, field: string): PlanRule {
    const fields = this.object(input, field, ['type', 'event', 'version', 'schema']);
    const rule: PlanRule = {
      type: this.type(fields.type, `${field}.type`),
      version: this.version(fields.version, `${field}.version`),
      schema: this.schema(fields.schema, `${field}.schema`),
    };
    const event = this.event(fields.event, `${field}.event`);
    if (event !== undefined && rule.type !== 'track') {
      this.fault(`${field}.event`, 'unknown_field', 'only track rules have a name');
    }
    return event === undefined ? rule : { ...rule, event };
  }

  private type(value: unknown, field: string): PlanRuleType {
    const type = planRuleTypes.find((known) => known === value);
    if (type) return type;
    if (value === undefined) this.fault(field, 'required', 'is required');
    else this.fault(field, 'enum', `must be one of ${planRuleTypes.join(', ')}`);
    return 'track';
  }

  /** As the door reads names: without spaces around them, so that one with would never be met. */
  private event(value: unknown, field: string): string | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') return this.fault(field, 'type', 'must be text');
    if (value.length > limits.eventNameLength) {
      return this.fault(field, 'max_length', `must be at most ${limits.eventNameLength} characters`);
    }
    if (value.trim() !== value) this.fault(field, 'format', 'must not begin or end with a space');
    return value;
  }

  private version(value: unknown, field: string): number {
    if (value === undefined) return 1;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= highestVersion) {
      return value;
    }
    this.fault(field, 'minimum', `must be a whole number from 1 to ${highestVersion}`);
    return 1;
  }

  private schema(value: unknown, field: string): JsonObject {
    if (isObject(value)) return value as JsonObject;
    if (value === undefined) this.fault(field, 'required', 'is required');
    else this.fault(field, 'type', 'must be an object: a JSON Schema (draft-07)');
    return {};
  }

  private reactions(input: unknown, field: string): PlanReactions {
    const kinds = Object.keys(planReactions) as (keyof PlanReactions)[];
    const fields = input === undefined ? {} : this.object(input, field, kinds);
    const chosen = kinds.map((kind) => {
      const value = fields[kind];
      const allowed: readonly unknown[] = planReactions[kind];
      if (value !== undefined && !allowed.includes(value)) {
        this.fault(`${field}.${kind}`, 'enum', `must be ${allowed.join(' or ')}`);
      }
      return [kind, value ?? 'allow'];
    });
    return Object.fromEntries(chosen) as PlanReactions;
  }

  private object(value: unknown, field: string, known: readonly string[], root = field): Fields {
    if (!isObject(value)) {
      this.fault(field, 'type', 'must be an object');
      return {};
    }
    for (const name of Object.keys(value)) {
      if (!known.includes(name))
        this.fault(join(root, name.slice(0, 64)), 'unknown_field', 'is not known here');
    }
    return value;
  }

  private fault(field: string, rule: string, message: string): undefined {
    this.faults.push({ field, rule, message });
    return undefined;
  }
}

function join(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
