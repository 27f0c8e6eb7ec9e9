import type { PlanAction, PlanCheck, PlanRefusal } from '@rapport/contracts';
import { fieldOfPath } from '@rapport/kernel';
import type { JsonPath } from '@rapport/kernel';
import { chooseRule } from './choose-rule.js';
import type { CompiledPlan, CompiledRule, SchemaFault } from './compiled-plan.js';
import { noteOmissions } from './note-omissions.js';
import { OmittedParts } from './omitted-parts.js';
import { payloadOf, subjectOf } from './planned-event.js';
import type { PlannedEnvelope, PlannedEvent } from './planned-event.js';

/** Violations that one event's record lists. */
export const mostViolations = 20;

export type PlanVerdict<Event extends PlannedEvent> =
  | { blocked: false; event: Event; check: PlanCheck | undefined }
  /** `path` and `message`: the first violation that blocks. */
  | { blocked: true; path: JsonPath; message: string; refusal: PlanRefusal };

/**
 * Holds an event against its source's plan and says what goes on of it. Its own rule comes first, the common rule sees what
 * that leaves (ingest.md 5.2). Identify and group are never blocked for a trait.
 */
export function checkPlan<Event extends PlannedEvent>(
  plan: CompiledPlan,
  event: Event,
  envelope: PlannedEnvelope,
): PlanVerdict<Event> {
  const pass = new Pass(plan, event);
  pass.followRule();
  pass.followCommonRule(envelope);
  return pass.verdict();
}

class Pass<Event extends PlannedEvent> {
  private readonly violations: PlanCheck['violations'] = [];
  private readonly parts: OmittedParts<Event>;
  private blocking: { path: JsonPath; message: string } | undefined;

  constructor(
    private readonly plan: CompiledPlan,
    private readonly event: Event,
  ) {
    this.parts = new OmittedParts(event);
  }

  followRule(): void {
    const { event, plan } = this;
    const subject = subjectOf(event.type);
    if (!subject) return;
    const rule = chooseRule(plan, event);
    if (!rule) {
      if (event.type === 'track') this.noteUnplannedEvent();
      return;
    }
    for (const name of Object.keys(event[subject] ?? {})) {
      if (rule.isPlanned(name)) continue;
      this.mayOmit({ type: 'unplanned_property', path: [name], message: 'is not planned' }, rule, [subject]);
    }
    const mayBlock = subject === 'properties' && plan.onViolation.invalidEvent === 'block';
    for (const fault of rule.check(this.parts.event[subject] ?? {})) {
      if (fault.type !== 'unplanned_property' && mayBlock) this.note(fault, rule, [subject], 'blocked');
      else this.mayOmit(fault, rule, [subject]);
    }
  }

  followCommonRule(envelope: PlannedEnvelope): void {
    const { common: rule, onViolation } = this.plan;
    if (!rule || this.blocking) return;
    for (const fault of rule.check(payloadOf(this.parts.event, envelope))) {
      if (onViolation.common === 'block') this.note(fault, rule, [], 'blocked');
      else this.mayOmit(fault, rule, [], onViolation.common === 'omit');
    }
  }

  verdict(): PlanVerdict<Event> {
    const { violations, event, parts } = this;
    const { planId, version } = this.plan;
    if (violations.length === 0) return { blocked: false, event, check: undefined };
    if (this.blocking) {
      const all = violations.map((violation) => ({ ...violation, action: 'blocked' as const }));
      const check = { planId, version, violations: all, omitted: null };
      return {
        blocked: true,
        ...this.blocking,
        refusal: { ...check, eventType: event.type, event: nameOf(event) },
      };
    }
    const check: PlanCheck = { planId, version, violations, omitted: parts.omitted };
    return { blocked: false, event: noteOmissions(parts.event, parts.omitted), check };
  }

  private noteUnplannedEvent(): void {
    const blocks = this.plan.onViolation.unplannedEvent === 'block';
    const fault = { path: ['event'], message: 'has no rule in the tracking plan' };
    this.note({ ...fault, type: 'unplanned_event' }, null, [], blocks ? 'blocked' : 'allowed');
  }

  /** @param at where in the event the value lies that the rule looked at */
  private mayOmit(fault: SchemaFault, rule: CompiledRule, at: JsonPath, omits = this.omits(fault)): void {
    const omitted = omits && fault.type !== 'missing_property' && this.parts.omit(at, fault);
    this.note(fault, rule, at, omitted ? 'omitted' : 'allowed');
  }

  private omits({ type }: SchemaFault): boolean {
    const { unplannedProperty, invalidProperty } = this.plan.onViolation;
    return (type === 'unplanned_property' ? unplannedProperty : invalidProperty) === 'omit';
  }

  private note(
    fault: Omit<SchemaFault, 'type'> & { type: PlanCheck['violations'][number]['type'] },
    rule: CompiledRule | null,
    at: JsonPath,
    action: PlanAction,
  ): void {
    const { message } = fault;
    const path = [...at, ...fault.path];
    if (action === 'blocked') this.blocking ??= { path, message };
    if (this.violations.length >= mostViolations) return;
    this.violations.push({
      type: rule?.type === 'common' ? 'common' : fault.type,
      rule: rule && { type: rule.type, event: rule.event, version: rule.version },
      field: fieldOfPath(path),
      message,
      action,
    });
  }
}

/** Only a track event is called by its name in a plan. */
function nameOf(event: PlannedEvent): string | null {
  return event.type === 'track' ? event.name : null;
}
