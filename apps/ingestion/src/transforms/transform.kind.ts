import { Injectable } from '@nestjs/common';
import type { Problem } from '@rapport/contracts';
import { ProblemError } from '@rapport/kernel';
import type { DraftOwner, PublishEffect, UsedBy, VersionedKind, VersionedObject } from '@rapport/versioned';
import { CheckTransform } from './check-transform.js';
import { parseTransformDraft } from './domain/parse-transform-draft.js';
import type { TransformDraft } from './domain/transform-draft.js';
import { TransformSources } from './transform-sources.repository.js';

/** Transforms among the objects with versions (api.md 6.4). Attributes, once published: `sourceIds`, `order`. */
@Injectable()
export class TransformKind implements VersionedKind<TransformDraft> {
  readonly kind = 'transform';
  readonly idPrefix = 'trf';
  readonly path = 'transforms';
  readonly statuses = ['draft', 'published', 'archived'] as const;

  constructor(
    private readonly sources: TransformSources,
    private readonly checks: CheckTransform,
  ) {}

  async parseDraft(input: unknown, field: string, owner: DraftOwner): Promise<TransformDraft> {
    const { draft, faults } = parseTransformDraft(input, field);
    if (faults.length > 0) {
      const onlyUnknown = faults.every(({ rule }) => rule === 'unknown_field');
      throw new ProblemError(onlyUnknown ? 'unknown_field' : 'validation_failed', { errors: faults });
    }
    const unknown = await this.sources.unknownOf(owner.workspaceId, draft.sourceIds);
    if (unknown.length === 0) return draft;
    const place = [field, 'sourceIds'].filter(Boolean).join('.');
    throw new ProblemError('unknown_ref', {
      errors: unknown.map((index) => ({
        field: `${place}[${index}]`,
        rule: 'unknown_ref',
        message: 'names no source of this workspace',
      })),
    });
  }

  async check(draft: TransformDraft, object: VersionedObject<TransformDraft>): Promise<Problem[]> {
    const unknown = await this.sources.unknownOf(object.workspaceId, draft.sourceIds);
    const problems: Problem[] = unknown.map((index) => ({
      severity: 'error',
      code: 'unknown_ref',
      field: `sourceIds[${index}]`,
      message: 'The source was archived.',
    }));
    if (draft.sourceIds.length === 0) {
      const message = 'It is attached to no source, so no event will pass through it.';
      problems.push({ severity: 'warning', code: 'no_source', field: 'sourceIds', message });
    }
    return [...problems, ...(await this.checks.execute(draft, object))];
  }

  async onPublish(_: VersionedObject<TransformDraft>, draft: TransformDraft): Promise<PublishEffect> {
    return { status: 'published', attributes: { sourceIds: draft.sourceIds, order: draft.order } };
  }

  /** Archiving takes it out of use at once; nothing breaks by that. */
  async usedBy(): Promise<UsedBy[]> {
    return [];
  }
}
