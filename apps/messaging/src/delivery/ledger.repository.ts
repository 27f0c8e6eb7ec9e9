import { Injectable } from '@nestjs/common';
import type { SendDecided } from '@rapport/contracts';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { movedColumns } from './move-messages.js';
import { priorityOf, type ClaimedMessage, type MovedMessage } from './message.js';

/** How long a worker may prepare a message before another one takes it over. */
export const claimLease = `interval '30 seconds'`;

export const claimedColumns = `m.workspace_id AS "workspaceId", m.msg_id AS "msgId", m.profile_id AS "profileId",
  m.requested_address AS "requestedAddress", m.channel, m.message_class AS "messageClass", m.template_id AS "templateId",
  m.requested_version AS "requestedVersion", m.content, m.requested_locale AS "requestedLocale", m.origin, m.context,
  m.attempts, m.fence, m.maybe_duplicate AS "maybeDuplicate", m.expires_at AS "expiresAt"`;

export type InsertedMessage = ClaimedMessage & MovedMessage;

/** Turns decisions into rows of the ledger. */
@Injectable()
export class LedgerRepository {
  /**
   * Inserts what is not there yet; a repeat of a decision has no second effect. `claim` gives the new rows to the caller at
   * once: a claimed message is certainly not sent, so this is safe for every provider (performance.md 3.4).
   */
  async insert(
    tx: EntityManager,
    sends: readonly SendDecided[],
    now: number,
    claim: boolean,
  ): Promise<InsertedMessage[]> {
    if (sends.length === 0) return [];
    return tx.query<InsertedMessage[]>(
      `INSERT INTO messaging.messages AS m (workspace_id, msg_id, profile_id, requested_address, address, channel,
         message_class, priority, template_id, requested_version, content, requested_locale, origin, journey_id, run_id,
         step_key, context, metadata, decided_at, expires_at, planned_at, state, sequence, fence, lease_until, not_before)
       SELECT u.*, $20::timestamptz, $21, $22, $23, ${claim ? `now() + ${claimLease}` : 'NULL'}, $20
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $4::text[], $5::text[], $6::text[], $7::smallint[],
         $8::uuid[], $9::int[], $10::json[], $11::text[], $12::json[], $13::uuid[], $14::uuid[], $15::text[], $16::json[],
         $17::jsonb[], $18::timestamptz[], $19::timestamptz[]) AS u
       ON CONFLICT (workspace_id, msg_id) DO NOTHING
       RETURNING ${claimedColumns}, ${movedColumns}`,
      [...columnsOf(sends), toIso(now), claim ? 'claimed' : 'planned', claim ? 2 : 1, claim ? 1 : 0],
    );
  }
}

function columnsOf(sends: readonly SendDecided[]): unknown[] {
  const journey = sends.map(({ origin }) => (origin.kind === 'journey' ? origin : null));
  return [
    sends.map((send) => send.workspaceId),
    sends.map((send) => send.msgId),
    sends.map((send) => send.profileId),
    sends.map((send) => send.address),
    sends.map((send) => send.channel),
    sends.map((send) => send.messageClass),
    sends.map((send) => priorityOf[send.messageClass]),
    sends.map((send) => send.template?.id ?? null),
    sends.map((send) => send.template?.version ?? null),
    sends.map((send) => (send.content === null ? null : JSON.stringify(send.content))),
    sends.map((send) => send.locale),
    sends.map((send) => JSON.stringify(send.origin)),
    journey.map((origin) => origin?.journeyId ?? null),
    journey.map((origin) => origin?.runId ?? null),
    journey.map((origin) => origin?.stepKey ?? null),
    sends.map((send) => JSON.stringify(send.context)),
    sends.map((send) => JSON.stringify(send.metadata)),
    sends.map((send) => send.decidedAt),
    sends.map((send) => send.expiresAt),
  ];
}
