import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import { messageKey, type ClaimedMessage } from './message.js';
import type { ReadyMessage } from './ready-message.js';

/** What was handed over, exactly: a retry sends it unchanged. */
export interface StoredContent {
  workspaceId: string;
  msgId: string;
  fromName: string | null;
  fromAddress: string;
  recipient: string;
  replyTo: string | null;
  headers: Record<string, string>;
  subject: string;
  html: string;
  text: string;
  composedAt: Date;
}

export const contentColumns = `c.workspace_id AS "workspaceId", c.msg_id AS "msgId", c.from_name AS "fromName",
  c.from_address AS "fromAddress", c.recipient, c.reply_to AS "replyTo", c.headers, c.subject, c.html, c.text,
  c.composed_at AS "composedAt"`;

@Injectable()
export class ContentsRepository {
  constructor(private readonly database: Database) {}

  /** Those of the messages that were handed over before, ready to go again. */
  async storedOf(messages: readonly ClaimedMessage[]): Promise<ReadyMessage[]> {
    if (messages.length === 0) return [];
    const rows = await this.database.query<StoredContent>(
      `SELECT ${contentColumns} FROM unnest($1::uuid[], $2::uuid[]) AS u (workspace_id, msg_id)
       JOIN messaging.message_contents c USING (workspace_id, msg_id)`,
      [messages.map(({ workspaceId }) => workspaceId), messages.map(({ msgId }) => msgId)],
    );
    const byKey = new Map(rows.map((row) => [messageKey(row), row]));
    return messages.flatMap((message) => {
      const content = byKey.get(messageKey(message));
      return content ? [readyAgain(message, content)] : [];
    });
  }

  async find(tx: EntityManager, workspaceId: string, msgId: string): Promise<StoredContent | undefined> {
    const rows = await tx.query<StoredContent[]>(
      `SELECT ${contentColumns} FROM messaging.message_contents c WHERE c.workspace_id = $1 AND c.msg_id = $2`,
      [workspaceId, msgId],
    );
    return rows[0];
  }

  async store(tx: EntityManager, batch: readonly ReadyMessage[]): Promise<void> {
    if (batch.length === 0) return;
    await tx.query(
      `INSERT INTO messaging.message_contents (workspace_id, msg_id, from_name, from_address, recipient, reply_to, headers,
         subject, html, text, composed_at)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::json[], $8::text[],
         $9::text[], $10::text[], $11::timestamptz[])
       ON CONFLICT (workspace_id, msg_id) DO NOTHING`,
      [
        batch.map(({ message }) => message.workspaceId),
        batch.map(({ message }) => message.msgId),
        batch.map(({ email }) => email.from.name),
        batch.map(({ email }) => email.from.address),
        batch.map(({ recipient }) => recipient),
        batch.map(({ email }) => email.replyTo),
        batch.map(({ email }) => JSON.stringify(email.headers)),
        batch.map(({ email }) => email.subject),
        batch.map(({ email }) => email.html),
        batch.map(({ email }) => email.text),
        batch.map(({ composedAt }) => composedAt),
      ],
    );
  }
}

function readyAgain(message: ClaimedMessage, content: StoredContent): ReadyMessage {
  const { fromName, fromAddress, recipient, replyTo, headers, subject, html, text, composedAt } = content;
  return {
    message,
    recipient,
    email: {
      subject,
      preheader: null,
      from: { name: fromName, address: fromAddress },
      replyTo,
      headers,
      html,
      text,
    },
    locale: null,
    templateVersion: null,
    composedAt,
    isStored: true,
    addressOf: null,
  };
}
