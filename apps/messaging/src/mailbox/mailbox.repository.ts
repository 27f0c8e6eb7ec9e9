import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { contentColumns, type StoredContent } from '../delivery/contents.repository.js';
import type { ReadyMessage } from '../delivery/ready-message.js';
import { snippetOf } from './domain/snippet-of.js';

/** A captured message. Its content is the message's own; the mailbox only lists it. */
export interface MailboxItem {
  workspaceId: string;
  /** Of the message; the item's own id bears the same uuid under another prefix. */
  msgId: string;
  channel: string;
  recipient: string;
  snippet: string;
  sizeBytes: number;
  receivedAt: Date;
  fromName: string | null;
  fromAddress: string;
  subject: string;
}

export interface MailboxFilter {
  recipient: string[];
  subject?: string;
  channel: string[];
  msgId: string[];
  from?: string;
  to?: string;
}

const itemColumns = `b.workspace_id AS "workspaceId", b.msg_id AS "msgId", b.channel, b.recipient, b.snippet,
  b.size_bytes AS "sizeBytes", b.received_at AS "receivedAt", c.from_name AS "fromName",
  c.from_address AS "fromAddress", c.subject`;
const joined = `messaging.mailbox b JOIN messaging.message_contents c USING (workspace_id, msg_id)`;

@Injectable()
export class MailboxRepository {
  async insert(tx: EntityManager, batch: readonly ReadyMessage[], now: number): Promise<void> {
    if (batch.length === 0) return;
    await tx.query(
      `INSERT INTO messaging.mailbox (workspace_id, msg_id, channel, recipient, snippet, size_bytes, received_at)
       SELECT *, $7::timestamptz FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::int[])`,
      [
        batch.map(({ message }) => message.workspaceId),
        batch.map(({ message }) => message.msgId),
        batch.map(({ message }) => message.channel),
        batch.map(({ recipient }) => recipient),
        batch.map(({ email }) => snippetOf(email.text)),
        batch.map(({ email }) => Buffer.byteLength(email.html) + Buffer.byteLength(email.text)),
        toIso(now),
      ],
    );
  }

  /** Newest first. */
  async list(
    tx: EntityManager,
    workspaceId: string,
    filter: MailboxFilter,
    page: { after: { receivedAt: string; msgId: string } | undefined; limit: number },
  ): Promise<MailboxItem[]> {
    return tx.query<MailboxItem[]>(
      `SELECT ${itemColumns} FROM ${joined}
       WHERE b.workspace_id = $1
         AND (cardinality($2::text[]) = 0 OR lower(b.recipient) = ANY ($2))
         AND ($3::text IS NULL OR strpos(lower(c.subject), lower($3)) > 0)
         AND (cardinality($4::text[]) = 0 OR b.channel = ANY ($4))
         AND (cardinality($5::uuid[]) = 0 OR b.msg_id = ANY ($5))
         AND ($6::timestamptz IS NULL OR b.received_at >= $6) AND ($7::timestamptz IS NULL OR b.received_at < $7)
         AND ($8::timestamptz IS NULL OR (b.received_at, b.msg_id) < ($8, $9::uuid))
       ORDER BY b.received_at DESC, b.msg_id DESC LIMIT $10`,
      [
        workspaceId,
        filter.recipient.map((recipient) => recipient.toLowerCase()),
        filter.subject ?? null,
        filter.channel,
        filter.msgId,
        filter.from ?? null,
        filter.to ?? null,
        page.after?.receivedAt ?? null,
        page.after?.msgId ?? null,
        page.limit,
      ],
    );
  }

  async find(
    tx: EntityManager,
    workspaceId: string,
    msgId: string,
  ): Promise<{ item: MailboxItem; content: StoredContent } | undefined> {
    const rows = await tx.query<(MailboxItem & StoredContent)[]>(
      `SELECT ${itemColumns}, ${contentColumns} FROM ${joined} WHERE b.workspace_id = $1 AND b.msg_id = $2`,
      [workspaceId, msgId],
    );
    return rows[0] && { item: rows[0], content: rows[0] };
  }

  /** One, or all of the workspace. @returns how many there were; the messages themselves stay in the log */
  async delete(tx: EntityManager, workspaceId: string, msgId?: string): Promise<number> {
    const [, count] = await tx.query<[unknown[], number]>(
      `DELETE FROM messaging.mailbox WHERE workspace_id = $1 AND ($2::uuid IS NULL OR msg_id = $2)`,
      [workspaceId, msgId ?? null],
    );
    return count;
  }
}
