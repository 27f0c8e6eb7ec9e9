import { InferRuleController } from './infer/infer-rule.controller.js';
import { InferRule } from './infer/infer-rule.usecase.js';
import { LinkSources } from './link-sources.usecase.js';
import { PlanDirectory } from './plan-directory.js';
import { PlanSourcesController } from './plan-sources.controller.js';
import { PublishPlan } from './publish-plan.usecase.js';
import { TrackingPlanKind } from './tracking-plan.kind.js';
import { TrackingPlansController } from './tracking-plans.controller.js';
import { PlanViolationsConsumer } from './violations/plan-violations.consumer.js';
import { PlanViolationsController } from './violations/plan-violations.controller.js';
import { PlanViolationsRepository } from './violations/plan-violations.repository.js';
import { PlanViolationsRetention } from './violations/plan-violations.retention.js';

export const plansControllers = [
  TrackingPlansController,
  PlanSourcesController,
  PlanViolationsController,
  InferRuleController,
];

/** Providers of tracking plans, for the door. */
export const plansProviders = [
  TrackingPlanKind,
  LinkSources,
  PublishPlan,
  PlanDirectory,
  PlanViolationsRepository,
  PlanViolationsConsumer,
  PlanViolationsRetention,
  InferRule,
];
