import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { ProblemError, uuidOf } from '@rapport/kernel';
import { createHash } from 'node:crypto';
import { ContentsRepository, type StoredContent } from '../delivery/contents.repository.js';
import { composeMime, type MimeParts } from '../providers/compose-mime.js';

/** What left, or would have left, the machine. */
export interface HandedOverContent {
  from: { name: string | null; address: string };
  to: string;
  replyTo: string | null;
  headers: Record<string, string>;
  subject: string;
  html: string;
  text: string;
  /** Of channels without HTML. */
  body: null;
  /** Over the MIME bytes. */
  sha256: string;
}

@Injectable()
export class ReadContent {
  constructor(
    private readonly database: Database,
    private readonly contents: ContentsRepository,
  ) {}

  /** @throws ProblemError `not_found`, also for a message that was never handed over */
  async execute(workspaceId: string, id: string): Promise<HandedOverContent> {
    const msgId = uuidOf('msg', id);
    const stored =
      msgId &&
      (await this.database.inWorkspace(workspaceId, (tx) => this.contents.find(tx, workspaceId, msgId)));
    if (!stored) throw new ProblemError('not_found');
    const { recipient, replyTo, headers, subject, html, text } = stored;
    const mime = await composeMime(mimePartsOf(stored));
    const sha256 = createHash('sha256').update(mime).digest('hex');
    const from = { name: stored.fromName, address: stored.fromAddress };
    return { from, to: recipient, replyTo, headers, subject, html, text, body: null, sha256 };
  }
}

export function mimePartsOf(stored: StoredContent): MimeParts {
  const { msgId, recipient, replyTo, subject, headers, html, text, composedAt } = stored;
  const from = { name: stored.fromName, address: stored.fromAddress };
  return { msgId, from, recipient, replyTo, subject, headers, html, text, composedAt };
}
