import { Injectable } from '@nestjs/common';
import { SourcePlans } from '@rapport/access';
import type { Problem, TrackingPlan } from '@rapport/contracts';
import { fieldOfPath, ProblemError, publicId } from '@rapport/kernel';
import type { FieldFault } from '@rapport/kernel';
import { VersionedRepository } from '@rapport/versioned';
import type { PublishEffect, UsedBy, VersionedKind, VersionedObject } from '@rapport/versioned';
import type { EntityManager } from 'typeorm';
import { parsePlanDraft } from './domain/parse-plan-draft.js';
import { planProblems, warning } from './domain/plan-problems.js';
import { removedFields } from './domain/removed-fields.js';
import { checkSchema, type GrammarProblem } from './schemas/check-schema.js';

/** Keywords of all rules together: what compiling a plan may take. */
const mostKeywords = 20_000;

/** Tracking plans among the objects with versions (api.md 6.4). The version last published is the one in force. */
@Injectable()
export class TrackingPlanKind implements VersionedKind<TrackingPlan> {
  readonly kind = 'tracking_plan';
  readonly idPrefix = 'tpn';
  readonly path = 'tracking-plans';
  readonly statuses = ['draft', 'published', 'archived'] as const;

  constructor(
    private readonly objects: VersionedRepository,
    private readonly sources: SourcePlans,
  ) {}

  /** @throws ProblemError 400 for its shape, 422 `unsupported_regex` or `invalid_rule` for what its schemas say */
  async parseDraft(input: unknown, field: string): Promise<TrackingPlan> {
    const { draft, faults } = parsePlanDraft(input, field);
    if (faults.length > 0) {
      const onlyUnknown = faults.every(({ rule }) => rule === 'unknown_field');
      throw new ProblemError(onlyUnknown ? 'unknown_field' : 'validation_failed', { errors: faults });
    }
    refuseSchemas(draft, field === '' ? 'rules' : `${field}.rules`);
    return draft;
  }

  async check(
    draft: TrackingPlan,
    object: VersionedObject<TrackingPlan>,
    tx: EntityManager,
  ): Promise<Problem[]> {
    const removals = await this.removals(draft, object, object.publishedVersion, tx);
    return [...planProblems(draft), ...unknownWords(draft), ...removals];
  }

  /** What `plan` does not name any more that an earlier version did; a warning for whoever reads those fields. */
  async removals(
    plan: TrackingPlan,
    { workspaceId, id }: VersionedObject,
    earlier: number | null,
    tx: EntityManager,
  ): Promise<Problem[]> {
    if (!earlier) return [];
    const version = await this.objects.version<TrackingPlan>(tx, workspaceId, id, earlier);
    return version ? removedFields(version.content, plan) : [];
  }

  async onPublish(object: VersionedObject<TrackingPlan>): Promise<PublishEffect> {
    return { status: 'published', attributes: object.attributes };
  }

  /** Its sources: archived, it would hold nothing against their events any more. */
  async usedBy({ workspaceId, id }: VersionedObject<TrackingPlan>): Promise<UsedBy[]> {
    const linked = await this.sources.linkedTo(workspaceId, [id]);
    return linked.map((source) => ({
      kind: 'source',
      id: publicId('src', source.id),
      name: source.name,
      status: source.enabled ? 'enabled' : 'disabled',
    }));
  }
}

function refuseSchemas(draft: TrackingPlan, field: string): void {
  let keywords = 0;
  const faults = draft.rules.flatMap(({ schema }, index) => {
    const { read, problems } = checkSchema(schema);
    keywords += read?.keywords ?? 0;
    return problems.map((problem) => faultOf(problem, `${field}[${index}].schema`));
  });
  if (keywords > mostKeywords) {
    faults.push({
      field,
      rule: 'max_items',
      message: `must hold at most ${mostKeywords} keywords in all schemas`,
    });
  }
  if (faults.length === 0) return;
  const onlyPatterns = faults.every(({ rule }) => rule === 'pattern');
  throw new ProblemError(onlyPatterns ? 'unsupported_regex' : 'invalid_rule', { errors: faults });
}

function faultOf({ path, rule, message }: GrammarProblem, schema: string): FieldFault {
  const within = fieldOfPath(path);
  const joint = within === '' || within.startsWith('[') ? '' : '.';
  return { field: `${schema}${joint}${within}`, rule, message };
}

function unknownWords({ rules }: TrackingPlan): Problem[] {
  return rules.flatMap(({ schema }, index) =>
    (checkSchema(schema).read?.unknown ?? []).map((path) => {
      const { field } = faultOf({ path, rule: 'schema', message: '' }, `rules[${index}].schema`);
      return warning('unknown_keyword', field, 'is no keyword of JSON Schema draft-07 and has no effect');
    }),
  );
}
