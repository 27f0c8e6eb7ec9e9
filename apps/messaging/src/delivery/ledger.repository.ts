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
   * once: a claimed message is certainly not sent, so this is safe for every provider (performance.md 3.4). A run's message
   * belongs to whoever the run belongs to by now; its run is held, so that a merge or unmerge comes before or after.
   */
  async insert(
    tx: EntityManager,
    sends: readonly SendDecided[],
    now: number,
    claim: boolean,
  ): Promise<InsertedMessage[]> {
    if (sends.length === 0) return [];
    return tx.query<InsertedMessage[]>(
      `WITH u AS (SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[],
           $7::smallint[], $8::uuid[], $9::int[], $10::json[], $11::text[], $12::json[], $13::uuid[], $14::uuid[],
           $15::text[], $16::json[], $17::jsonb[], $18::timestamptz[], $19::timestamptz[], $24::text[])
         AS u (workspace_id, msg_id, profile_id, address, channel, message_class, priority, template_id,
           requested_version, content, requested_locale, origin, journey_id, run_id, step_key, context, metadata,
           decided_at, expires_at, anchor)),
       r AS MATERIALIZED (
         SELECT r.workspace_id, r.id, r.profile_id FROM messaging.runs r
          WHERE (r.workspace_id, r.id) IN (SELECT u.workspace_id, u.run_id FROM u)
          ORDER BY r.workspace_id, r.id FOR SHARE)
       INSERT INTO messaging.messages AS m (workspace_id, msg_id, profile_id, requested_address, address, channel,
         message_class, priority, template_id, requested_version, content, requested_locale, origin, journey_id, run_id,
         step_key, context, metadata, decided_at, expires_at, anchor, planned_at, state, sequence, fence, lease_until,
         not_before)
       SELECT u.workspace_id, u.msg_id, COALESCE(r.profile_id, u.profile_id), u.address, u.address, u.channel,
              u.message_class, u.priority, u.template_id, u.requested_version, u.content, u.requested_locale, u.origin,
              u.journey_id, u.run_id, u.step_key, u.context, u.metadata, u.decided_at, u.expires_at, u.anchor,
              $20::timestamptz, $21, $22, $23, ${claim ? `now() + ${claimLease}` : 'NULL'}, $20
         FROM u LEFT JOIN r ON r.workspace_id = u.workspace_id AND r.id = u.run_id
       ON CONFLICT (workspace_id, msg_id) DO NOTHING
       RETURNING ${claimedColumns}, ${movedColumns}`,
      [
        ...columnsOf(sends),
        toIso(now),
        claim ? 'claimed' : 'planned',
        claim ? 2 : 1,
        claim ? 1 : 0,
        sends.map((send) => send.anchor ?? null),
      ],
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
