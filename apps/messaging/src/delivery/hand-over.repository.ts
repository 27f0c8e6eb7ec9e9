import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { duplicateDetail } from './domain/duplicate-detail.js';
import { movedColumns } from './move-messages.js';
import { inLedgerOrder, type Move, type MovedMessage } from './message.js';
import type { ReadyMessage } from './ready-message.js';

/** Longer than every time-out of a provider call together: whoever holds it may still be sending. */
const handOverLease = `interval '150 seconds'`;

/** Who takes the page. `captured`: it is delivered in this very transaction, by a provider that keeps it in this database. */
export interface HandOverTarget {
  kind: string;
  captured: boolean;
  messageIdOf?(ready: ReadyMessage): string;
}

/** A decision that stopped what was planned by this origin (reliability.md 4.6, exits act again in the hand-over). */
const cancelledOrigin = (column: 'reason' | 'counterpart_id'): string => `
  SELECT c.${column} FROM messaging.cancelled_origins c
  WHERE c.workspace_id = m.workspace_id
    AND ((c.kind = 'run' AND c.origin_id = m.run_id)
      OR (c.kind = 'message' AND c.origin_id = m.msg_id)
      OR (c.kind = 'journey' AND c.origin_id = m.journey_id AND c.cancelled_at >= m.decided_at))`;

/** One reason suffices, and always the same one. */
const first = `ORDER BY c.kind, c.origin_id LIMIT 1`;

type RefusedRow = Pick<Move, 'workspaceId' | 'msgId' | 'fence'> & {
  cancelled: Move['reason'];
  counterpartId: string | null;
  expired: boolean;
};

@Injectable()
export class HandOverRepository {
  /**
   * The last look before the call, in one statement: still ours, not expired, not called off, still this person's, and her
   * address is still the one that was rendered for. Whoever is missing in the answer must not be sent.
   */
  async handOver(
    tx: EntityManager,
    ready: readonly ReadyMessage[],
    provider: HandOverTarget,
    now: number,
  ): Promise<MovedMessage[]> {
    if (ready.length === 0) return [];
    const batch = [...ready].sort((a, b) => inLedgerOrder(a.message, b.message));
    const reached = provider.captured
      ? `state = 'delivered', sequence = m.sequence + 3, lease_until = NULL, accepted_at = $9, delivered_at = $9, ended_at = $9`
      : `state = 'handed_over', sequence = m.sequence + 1, lease_until = now() + ${handOverLease}`;
    const [rows] = await tx.query<[MovedMessage[], number]>(
      `UPDATE messaging.messages m SET ${reached}, attempts = m.attempts + 1, reason = NULL, detail = NULL,
         handed_over_at = $9, provider = $10, address = u.address, subject = u.subject,
         provider_message_id = COALESCE(u.provider_message_id, m.provider_message_id),
         locale = COALESCE(u.locale, m.locale), template_version = COALESCE(u.template_version, m.template_version)
       FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::uuid[], $11::text[],
         $12::uuid[])
         AS u (workspace_id, msg_id, fence, address, subject, locale, template_version, address_of,
           provider_message_id, profile_id)
       WHERE m.workspace_id = u.workspace_id AND m.msg_id = u.msg_id AND m.fence = u.fence AND m.state = 'claimed'
         AND m.expires_at > $9 AND m.profile_id IS NOT DISTINCT FROM u.profile_id
         AND (u.address_of IS NULL OR EXISTS (
           SELECT FROM messaging.recipients r WHERE r.workspace_id = u.workspace_id AND r.profile_id = u.address_of
             AND r.merged_into IS NULL AND r.email = u.address))
         AND NOT EXISTS (${cancelledOrigin('reason')})
       RETURNING ${movedColumns}`,
      [
        batch.map(({ message }) => message.workspaceId),
        batch.map(({ message }) => message.msgId),
        batch.map(({ message }) => message.fence),
        batch.map(({ recipient }) => recipient),
        batch.map(({ email }) => email.subject),
        batch.map(({ locale }) => locale),
        batch.map(({ templateVersion }) => templateVersion),
        batch.map(({ addressOf }) => addressOf),
        toIso(now),
        provider.kind,
        batch.map((one) => provider.messageIdOf?.(one) ?? null),
        batch.map(({ message }) => message.profileId),
      ],
    );
    return rows;
  }

  /** What becomes of messages that the hand-over refused and that are still ours; prepared anew when only the address changed. */
  async refusedMoves(tx: EntityManager, refused: readonly ReadyMessage[], now: number): Promise<Move[]> {
    const rows = await tx.query<RefusedRow[]>(
      `SELECT m.workspace_id AS "workspaceId", m.msg_id AS "msgId", m.fence, (${cancelledOrigin('reason')} ${first}) AS cancelled,
         (${cancelledOrigin('counterpart_id')} ${first}) AS "counterpartId",
         m.expires_at <= $4 AS expired
       FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS u (workspace_id, msg_id, fence)
       JOIN messaging.messages m ON m.workspace_id = u.workspace_id AND m.msg_id = u.msg_id AND m.fence = u.fence
       WHERE m.state = 'claimed' ORDER BY m.workspace_id, m.msg_id FOR UPDATE OF m`,
      [
        refused.map(({ message }) => message.workspaceId),
        refused.map(({ message }) => message.msgId),
        refused.map(({ message }) => message.fence),
        toIso(now),
      ],
    );
    return rows.map(({ cancelled, counterpartId, expired, ...key }): Move => {
      const base = { ...key, from: 'claimed', detail: null } as const;
      if (cancelled)
        return { ...base, path: ['cancelled'], reason: cancelled, detail: duplicateDetail(counterpartId) };
      if (expired) return { ...base, path: ['expired'], reason: 'expired' };
      return { ...base, path: ['planned'], reason: null, notBefore: now };
    });
  }
}
