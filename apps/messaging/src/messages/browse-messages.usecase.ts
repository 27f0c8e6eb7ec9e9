import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, mapPage, pageOf, type Page } from '@rapport/http';
import { ProblemError, toIso, uuidOf, type IdPrefix } from '@rapport/kernel';
import { VersionedRepository } from '@rapport/versioned';
import type { EntityManager } from 'typeorm';
import { invalidReference } from '../recipients/domain/invalid-reference.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';
import { messageViewOf, type LedgerRow, type MessageView } from './message.view.js';
import type { MessagesQuery } from './messages.dto.js';
import { MessagesRepository, type HistoryEntry, type MessageFilter } from './messages.repository.js';

/** Messages by themselves, of a person, and by whatever else they can be found by. */
@Injectable()
export class BrowseMessages {
  constructor(
    private readonly database: Database,
    private readonly messages: MessagesRepository,
    private readonly recipients: RecipientRepository,
    private readonly objects: VersionedRepository,
  ) {}

  /** @throws ProblemError `not_found` */
  async one(workspaceId: string, id: string): Promise<{ row: LedgerRow; history: HistoryEntry[] }> {
    const msgId = uuidOf('msg', id);
    if (!msgId) throw new ProblemError('not_found');
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const row = await this.messages.find(tx, workspaceId, msgId);
      if (!row) throw new ProblemError('not_found');
      return { row, history: await this.messages.historyOf(tx, workspaceId, msgId) };
    });
  }

  /** Nobody's messages for a person that does not exist. @throws ProblemError `invalid_reference`, `invalid_cursor` */
  async list(
    workspaceId: string,
    query: MessagesQuery,
    metadata: Record<string, string>,
  ): Promise<Page<MessageView>> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const { profile, journeyId, templateId, limit, cursor, ...rest } = query;
      const profileIds =
        profile === undefined ? undefined : await this.idsOf(workspaceId, profile, 'query.profile', tx);
      const filter: MessageFilter = {
        ...rest,
        ...(profileIds && { profileIds }),
        ...(journeyId && { journeyIds: await this.objectIds(tx, workspaceId, 'journey', 'jrn', journeyId) }),
        ...(templateId && {
          templateIds: await this.objectIds(tx, workspaceId, 'template', 'tpl', templateId),
        }),
        ...(Object.keys(metadata).length > 0 && { metadata }),
      };
      return this.page(tx, workspaceId, filter, { limit, cursor });
    });
  }

  /** @throws ProblemError `not_found`, `invalid_reference`, `invalid_cursor` */
  async ofPerson(
    workspaceId: string,
    reference: string,
    page: { limit: number; cursor?: string },
  ): Promise<Page<MessageView>> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const profileIds = await this.idsOf(workspaceId, reference, 'path.ref', tx);
      if (profileIds.length === 0) throw new ProblemError('not_found');
      return this.page(tx, workspaceId, { profileIds }, page);
    });
  }

  private async page(
    tx: EntityManager,
    workspaceId: string,
    filter: MessageFilter,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<Page<MessageView>> {
    const filters = { workspaceId, list: 'messages', ...filter };
    const after = decodeCursor(cursor, filters, ['instant', 'uuid']);
    const position = after && { plannedAt: String(after[0]), msgId: String(after[1]) };
    const rows = await this.messages.list(tx, workspaceId, filter, { after: position, limit: limit + 1 });
    const cursorOf = (last: LedgerRow) =>
      encodeCursor(filters, [toIso(last.plannedAt.getTime()), last.msgId]);
    return mapPage(pageOf(rows, limit, cursorOf), messageViewOf);
  }

  /** Every id that leads to the person: a message of the API keeps the one it was decided under until they part. */
  private async idsOf(
    workspaceId: string,
    reference: string,
    field: string,
    tx: EntityManager,
  ): Promise<string[]> {
    const person = await this.recipients.findByReference(workspaceId, reference, tx);
    if (person === 'invalid') throw invalidReference(field);
    return person ? this.recipients.idsOfPerson(workspaceId, person.profileId, tx) : [];
  }

  /** Ids of what the texts name, by id or key; what names nothing finds nothing. */
  private async objectIds(
    tx: EntityManager,
    workspaceId: string,
    kind: string,
    prefix: IdPrefix,
    refs: readonly string[],
  ): Promise<string[]> {
    const ids = refs.map(async (ref) => {
      const id = uuidOf(prefix, ref);
      return id ?? (await this.objects.find(tx, workspaceId, kind, { key: ref }))?.id;
    });
    return (await Promise.all(ids)).filter((id) => id !== undefined);
  }
}
