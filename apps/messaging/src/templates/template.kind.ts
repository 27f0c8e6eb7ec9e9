import { Injectable } from '@nestjs/common';
import type { Problem, TemplateDraft } from '@rapport/contracts';
import { publicId } from '@rapport/kernel';
import type { PublishEffect, UsedBy, VersionedKind, VersionedObject } from '@rapport/versioned';
import type { EntityManager } from 'typeorm';
import { CheckContent, refuseFaults } from './check-content.js';
import { parseTemplateDraft } from './domain/parse-template-draft.js';
import { templateProblems } from './domain/template-problems.js';

/** Templates among the objects with versions (api.md 11.1). Attributes: `channel`, `messageClass`. */
@Injectable()
export class TemplateKind implements VersionedKind<TemplateDraft> {
  readonly kind = 'template';
  readonly idPrefix = 'tpl';
  readonly path = 'templates';
  readonly statuses = ['draft', 'published', 'archived'] as const;

  constructor(private readonly contents: CheckContent) {}

  async parseDraft(input: unknown, field: string): Promise<TemplateDraft> {
    const { draft, faults } = parseTemplateDraft(input, field);
    refuseFaults(faults);
    await this.contents.inspectAll(draft.variants, (locale) =>
      [field, 'variants', locale].filter(Boolean).join('.'),
    );
    return draft;
  }

  async check(
    draft: TemplateDraft,
    { workspaceId }: VersionedObject<TemplateDraft>,
    tx: EntityManager,
  ): Promise<Problem[]> {
    const facts = await this.contents.inspectAll(draft.variants, (locale) => `variants.${locale}`);
    return templateProblems(draft, facts, await this.contents.unseenTypes(workspaceId, facts, tx));
  }

  async onPublish(object: VersionedObject<TemplateDraft>): Promise<PublishEffect> {
    return { status: 'published', attributes: object.attributes };
  }

  /** Journeys that run or may run again and send it. */
  async usedBy(object: VersionedObject<TemplateDraft>, tx: EntityManager): Promise<UsedBy[]> {
    const rows = await tx.query<{ id: string; name: string; status: string }[]>(
      `SELECT o.id, o.name, o.status FROM messaging.versioned_objects o
         JOIN messaging.object_versions v
           ON v.workspace_id = o.workspace_id AND v.object_id = o.id AND v.version = o.published_version
       WHERE o.workspace_id = $1 AND o.kind = 'journey' AND o.archived_at IS NULL AND o.status IN ('live', 'paused')
         AND EXISTS (SELECT FROM json_array_elements(v.content -> 'steps') AS step
                     WHERE step ->> 'kind' = 'message' AND step ->> 'templateId' IN ($2, $3))
       ORDER BY o.created_at`,
      [object.workspaceId, publicId('tpl', object.id), object.key],
    );
    return rows.map((row) => ({
      kind: 'journey',
      id: publicId('jrn', row.id),
      name: row.name,
      status: row.status,
    }));
  }
}
