import { Injectable } from '@nestjs/common';
import { noRelations } from '@rapport/conditions';
import type { EmailContent } from '@rapport/contracts';
import type { Recipient } from '../recipients/domain/recipient.js';
import { mostInTemplates } from '../relations/domain/relations-wanted.js';
import { PersonRelationsRepository } from '../relations/person-relations.repository.js';
import { relationsReadBy } from './domain/relations-read.js';
import type { RenderedRelations } from './domain/rendering-context.js';

/** Groups and objects of the people that contents are rendered for, as far as each content reads them. */
@Injectable()
export class RelationsRendered {
  constructor(private readonly relations: PersonRelationsRepository) {}

  /** In the order given; one statement for all, none when no content asks. */
  async of(
    rendered: readonly { person: Recipient | undefined; content: EmailContent }[],
  ): Promise<RenderedRelations[]> {
    const asked = rendered.map(({ person, content }) => ({ person, wanted: relationsReadBy(content) }));
    const known = asked.flatMap(({ person, wanted }) => (person ? [{ person, wanted }] : []));
    const found = (await this.relations.of(known, mostInTemplates)).values();
    return asked.map(({ person, wanted }) => ({
      wanted,
      found: (person && found.next().value) ?? noRelations,
    }));
  }
}
