import { Injectable } from '@nestjs/common';
import type { EmailContent } from '@rapport/contracts';
import { fieldProblem, ProblemError } from '@rapport/kernel';
import type { Recipient } from '../recipients/domain/recipient.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';
import type { RenderedRelations } from '../render/domain/rendering-context.js';
import { RelationsRendered } from '../render/relations-rendered.js';

/** Whom a preview is seen as, with the groups and objects that its content reads. */
@Injectable()
export class PreviewedPerson {
  constructor(
    private readonly recipients: RecipientRepository,
    private readonly relations: RelationsRendered,
  ) {}

  /** @throws ProblemError 400 `invalid_reference`, 422 `unknown_ref` */
  async find(workspaceId: string, reference: string): Promise<Recipient> {
    const person = await this.recipients.findByReference(workspaceId, reference);
    if (person === 'invalid') throw new ProblemError('invalid_reference');
    if (!person) throw fieldProblem('profile', 'unknown_ref', 'names nobody', 'unknown_ref');
    return person;
  }

  async relationsOf(person: Recipient | undefined, content: EmailContent): Promise<RenderedRelations> {
    const [relations] = await this.relations.of([{ person, content }]);
    return relations as RenderedRelations;
  }
}
