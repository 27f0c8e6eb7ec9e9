import { Inject, Injectable } from '@nestjs/common';
import { coversScope, type Caller } from '@rapport/access';
import type { JsonObject, MessageClass } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { CLOCK, fieldProblem, newId, ProblemError, toIso, type Clock } from '@rapport/kernel';
import { v5 as uuidV5 } from 'uuid';
import { parseMetadata } from './domain/parse-metadata.js';
import { MessageSubject } from './message-subject.js';
import { MessageTarget } from './message-target.js';
import type { LedgerRow } from './message.view.js';
import type { SendMessageBody } from './messages.dto.js';
import { SendLedger } from './send-ledger.js';

const hour = 3_600_000;
const defaultLifeMs: Readonly<Record<MessageClass, number>> = {
  transactional: 24 * hour,
  marketing: 72 * hour,
};

/** Decides to send one message to one person (api.md 12.1); answers once it stands in the ledger, never after sending. */
@Injectable()
export class SendMessage {
  constructor(
    private readonly database: Database,
    private readonly target: MessageTarget,
    private readonly subject: MessageSubject,
    private readonly ledger: SendLedger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 400, 403 `insufficient_scope` (another class than the template's), 422 */
  async execute(workspaceId: string, body: SendMessageBody, caller: Caller): Promise<LedgerRow> {
    const now = this.clock.now();
    const metadata = parseMetadata(body.metadata ?? {});
    const content = await this.subject.inlineContent(body);
    if (body.expiresAt && Date.parse(body.expiresAt) <= now) {
      throw fieldProblem('expiresAt', 'minimum', 'must be in the future');
    }
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const what = await this.subject.resolve(tx, workspaceId, body, content);
      const messageClass = body.messageClass ?? what.messageClass;
      if (messageClass !== what.messageClass && what.template && !coversScope(scopesOf(caller), '*')) {
        throw new ProblemError('insufficient_scope', { extra: { requiredScope: '*' } });
      }
      const to = await this.target.resolve(tx, workspaceId, body.to);
      const requestId = newId();
      return this.ledger.record(tx, {
        v: 1,
        msgId: uuidV5(`api|${requestId}`, workspaceId),
        workspaceId,
        ...to,
        channel: body.channel,
        messageClass,
        template: what.template,
        content: what.content,
        locale: body.locale ?? null,
        origin: { kind: 'api', requestId },
        context: { data: (body.data ?? {}) as JsonObject },
        metadata,
        onNotSent: 'continue',
        decidedAt: toIso(now),
        expiresAt: toIso(body.expiresAt ? Date.parse(body.expiresAt) : now + defaultLifeMs[messageClass]),
      });
    });
  }
}

function scopesOf(caller: Caller): readonly string[] {
  return caller.kind === 'write_key' ? [] : caller.scopes;
}
