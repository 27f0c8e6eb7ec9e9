import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, mapPage, pageOf, type Page } from '@rapport/http';
import { ProblemError, toIso, uuidOf } from '@rapport/kernel';
import type { StoredContent } from '../delivery/contents.repository.js';
import { itemViewOf, type MailboxItemView, type MailboxQuery } from './mailbox.dto.js';
import { MailboxRepository, type MailboxItem } from './mailbox.repository.js';

/** The captured mailbox: what would have gone out. */
@Injectable()
export class ReadMailbox {
  constructor(
    private readonly database: Database,
    private readonly mailbox: MailboxRepository,
  ) {}

  async list(workspaceId: string, query: MailboxQuery): Promise<Page<MailboxItemView>> {
    const { limit, cursor, recipient = [], subject, channel = [], msgId = [], from, to } = query;
    const msgIds = msgId.flatMap((id) => uuidOf('msg', id) ?? []);
    const filter = {
      recipient,
      channel,
      msgId: msgIds,
      ...(subject !== undefined && { subject }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    };
    const filters = { workspaceId, list: 'mailbox', ...filter };
    const after = decodeCursor(cursor, filters, ['instant', 'uuid']);
    if (msgId.length > 0 && msgIds.length === 0) return { data: [], nextCursor: null };
    const position = after && { receivedAt: String(after[0]), msgId: String(after[1]) };
    const items = await this.database.inWorkspace(workspaceId, (tx) =>
      this.mailbox.list(tx, workspaceId, filter, { after: position, limit: limit + 1 }),
    );
    const cursorOf = (last: MailboxItem) =>
      encodeCursor(filters, [toIso(last.receivedAt.getTime()), last.msgId]);
    return mapPage(pageOf(items, limit, cursorOf), itemViewOf);
  }

  /** @throws ProblemError `not_found` */
  async one(workspaceId: string, id: string): Promise<{ item: MailboxItem; content: StoredContent }> {
    const msgId = uuidOf('mbx', id);
    const found =
      msgId &&
      (await this.database.inWorkspace(workspaceId, (tx) => this.mailbox.find(tx, workspaceId, msgId)));
    if (!found) throw new ProblemError('not_found');
    return found;
  }

  /** @throws ProblemError `not_found` */
  async delete(workspaceId: string, id: string): Promise<void> {
    const msgId = uuidOf('mbx', id);
    const count =
      msgId &&
      (await this.database.inWorkspace(workspaceId, (tx) => this.mailbox.delete(tx, workspaceId, msgId)));
    if (!count) throw new ProblemError('not_found');
  }

  async empty(workspaceId: string): Promise<void> {
    await this.database.inWorkspace(workspaceId, (tx) => this.mailbox.delete(tx, workspaceId));
  }
}
