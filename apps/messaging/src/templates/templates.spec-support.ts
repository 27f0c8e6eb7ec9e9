import type { Actor } from '@rapport/access';
import type { EmailContent, TemplateDraft } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import { newId, systemClock, type Clock } from '@rapport/kernel';
import {
  ArchiveObject,
  EditObjects,
  FindObjects,
  ListObjects,
  PublishObject,
  VersionedObjects,
  VersionedRepository,
} from '@rapport/versioned';
import { PersonRelationsRepository } from '../relations/person-relations.repository.js';
import { RenderPool } from '../render/render-pool.js';
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

/** Templates, with the life cycle of their versions, on a real database. */
export function templatesOn(database: Database, clock: Clock = systemClock) {
  const pool = new RenderPool();
  const repository = new VersionedRepository('messaging');
  const finder = new FindObjects(database, repository);
  const versioned = new VersionedObjects(
    finder,
    new ListObjects(database, repository, finder),
    new EditObjects(database, repository, finder, clock),
    new PublishObject(database, repository, finder, clock),
    new ArchiveObject(database, repository, finder, clock),
  );
  const kind = new TemplateKind(new CheckContent(pool, new PersonRelationsRepository(database)));
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
