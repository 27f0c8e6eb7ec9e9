import type { Actor } from '@rapport/access';
import type { EmailContent, TemplateDraft } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import { newId, systemClock, type Clock } from '@rapport/kernel';
import { RenderPool } from '../render/render-pool.js';
import { ArchiveObject } from '../versioned/archive-object.usecase.js';
import { EditObjects } from '../versioned/edit-objects.usecase.js';
import { FindObjects } from '../versioned/find-objects.js';
import { ListObjects } from '../versioned/list-objects.js';
import { PublishObject } from '../versioned/publish-object.usecase.js';
import { VersionedObjects } from '../versioned/versioned-objects.js';
import { VersionedRepository } from '../versioned/versioned.repository.js';
import { CheckContent } from './check-content.js';
import { TemplateKind } from './template.kind.js';

export const ada: Actor = { kind: 'member', id: 'mem_ada', name: 'Ada' };

export function anEmailContent(given: Partial<EmailContent> & { html?: string } = {}): EmailContent {
  const { html = '<p>You joined from {{ event.properties.plan }}.</p>', ...rest } = given;
  return {
    subject: 'Welcome, {{ profile.traits.firstName | default: "friend" }}',
    from: { name: 'Acme', address: 'hi@acme.test' },
    body: { kind: 'html', html },
    ...rest,
  };
}

export function aTemplateDraft(given: Partial<EmailContent> & { html?: string } = {}): TemplateDraft {
  return { defaultLocale: 'en', variants: { en: anEmailContent(given) } };
}

/** The rooms `versioned/` and `templates/` on a real database. */
export function templatesOn(database: Database, clock: Clock = systemClock) {
  const pool = new RenderPool();
  const repository = new VersionedRepository();
  const finder = new FindObjects(database, repository);
  const versioned = new VersionedObjects(
    finder,
    new ListObjects(database, repository, finder),
    new EditObjects(database, repository, finder, clock),
    new PublishObject(database, repository, finder, clock),
    new ArchiveObject(database, repository, finder, clock),
  );
  const kind = new TemplateKind(new CheckContent(pool));
  /** Created and published. */
  const publish = async (workspaceId: string, draft: TemplateDraft, messageClass = 'transactional') => {
    const attributes = { channel: 'email', messageClass };
    const created = await versioned.editor.create(
      kind,
      workspaceId,
      { name: `T ${newId()}`, attributes, draft },
      ada,
    );
    const expected = { workspaceId, ref: created.key, ifMatch: undefined };
    return versioned.publisher.execute(kind, expected, null, ada);
  };
  return { pool, repository, versioned, kind, publish };
}
