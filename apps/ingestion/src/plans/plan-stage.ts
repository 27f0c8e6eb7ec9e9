import { rejection } from '@rapport/events';
import type { Circumstances, JudgedEvent } from '@rapport/events';
import { toIso } from '@rapport/kernel';
import type { PipelineStage, StageVerdict } from '../pipeline/pipeline-stage.js';
import { checkPlan } from './domain/check-plan.js';
import type { CompiledPlan } from './domain/compiled-plan.js';

/** Holds the events of a source against its tracking plan: the last stage, so that it sees what transforms made of them. */
export class PlanStage implements PipelineStage {
  constructor(private readonly plan: CompiledPlan) {}

  run(events: readonly JudgedEvent[], given: Circumstances): readonly StageVerdict[] {
    const receivedAt = toIso(given.receivedAtMs);
    return events.map((event) => this.verdictOn(event, receivedAt));
  }

  private verdictOn(event: JudgedEvent, receivedAt: string): StageVerdict {
    const { messageId, time } = event;
    const envelope = { messageId, timestamp: toIso(time.timestamp), receivedAt };
    const verdict = checkPlan(this.plan, event.content, envelope);
    if (verdict.blocked) {
      const { path, message, refusal } = verdict;
      const refuse = rejection('violates_tracking_plan', path, `breaks the tracking plan: ${message}`);
      return { refuse: { ...refuse, plan: refusal } };
    }
    const { event: content, check: plan } = verdict;
    return { pass: [plan ? { ...event, content, plan } : event] };
  }
}
