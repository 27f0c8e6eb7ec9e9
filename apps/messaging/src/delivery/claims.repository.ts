import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { claimedColumns, claimLease, type InsertedMessage } from './ledger.repository.js';
import { movedColumns } from './move-messages.js';
import type { MovedMessage } from './message.js';

/** A message whose hand-over nobody finished, or whose wait for news is over. */
export interface LimboMessage extends MovedMessage {
  fence: number;
  maybeDuplicate: boolean;
  expiresAt: Date;
}

/** Claims of due messages; leases run on the database's clock, so that instances need not agree on the time. */
@Injectable()
export class ClaimsRepository {
  /** Due messages by priority, then age; skips what another worker is just taking. */
  async claimDue(tx: EntityManager, limit: number, now: number): Promise<InsertedMessage[]> {
    const [rows] = await tx.query<[InsertedMessage[], number]>(
      `UPDATE messaging.messages m SET state = 'claimed', fence = m.fence + 1, sequence = m.sequence + 1,
         lease_until = now() + ${claimLease}
       FROM (SELECT workspace_id, msg_id FROM messaging.messages
             WHERE state IN ('planned', 'retry_wait') AND not_before <= $1
             ORDER BY priority, not_before LIMIT $2 FOR UPDATE SKIP LOCKED) AS due
       WHERE m.workspace_id = due.workspace_id AND m.msg_id = due.msg_id
       RETURNING ${claimedColumns}, ${movedColumns}`,
      [toIso(now), limit],
    );
    return rows;
  }

  /** Claims whose worker is gone go back: they were certainly not sent. What was attempted before keeps its stored bytes. */
  async releaseExpired(tx: EntityManager, limit: number, now: number): Promise<MovedMessage[]> {
    const [rows] = await tx.query<[MovedMessage[], number]>(
      `UPDATE messaging.messages m SET state = 'planned', fence = m.fence + 1, sequence = m.sequence + 1, lease_until = NULL,
         not_before = COALESCE(m.not_before, $2)
       FROM (SELECT workspace_id, msg_id FROM messaging.messages
             WHERE state = 'claimed' AND lease_until < now() LIMIT $1 FOR UPDATE SKIP LOCKED) AS gone
       WHERE m.workspace_id = gone.workspace_id AND m.msg_id = gone.msg_id
       RETURNING ${movedColumns}`,
      [limit, toIso(now)],
    );
    return rows;
  }

  /** Hand-overs whose outcome nobody wrote: the fence is taken, so that a late outcome of the lost worker counts no more. */
  async takeAbandonedHandOvers(tx: EntityManager, limit: number): Promise<LimboMessage[]> {
    const [rows] = await tx.query<[LimboMessage[], number]>(
      `UPDATE messaging.messages m SET fence = m.fence + 1, lease_until = now() + ${claimLease}
       FROM (SELECT workspace_id, msg_id FROM messaging.messages
             WHERE state = 'handed_over' AND lease_until < now() LIMIT $1 FOR UPDATE SKIP LOCKED) AS gone
       WHERE m.workspace_id = gone.workspace_id AND m.msg_id = gone.msg_id
       RETURNING ${movedColumns}, m.fence, m.maybe_duplicate AS "maybeDuplicate", m.expires_at AS "expiresAt"`,
      [limit],
    );
    return rows;
  }

  /** Unknown messages whose time to reconcile has come. */
  async takeUnknown(tx: EntityManager, limit: number, now: number): Promise<LimboMessage[]> {
    return tx.query<LimboMessage[]>(
      `SELECT ${movedColumns}, m.fence, m.maybe_duplicate AS "maybeDuplicate", m.expires_at AS "expiresAt"
       FROM messaging.messages m
       WHERE m.state = 'unknown' AND m.not_before <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED`,
      [toIso(now), limit],
    );
  }
}
