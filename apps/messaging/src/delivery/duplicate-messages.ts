import { Injectable } from '@nestjs/common';
import type { MessageReason, MessageState } from '@rapport/contracts';
import { afterCommit } from '@rapport/database';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { DeliveryQueue } from './delivery-queue.js';
import { duplicateDetail } from './domain/duplicate-detail.js';
import { cancellableStates } from './domain/message-transitions.js';
import type { MovedMessage } from './message.js';
import { movedColumns } from './move-messages.js';
import { RecordStates } from './record-states.js';

/** A message of a run as the ledger, or a note that was made before it arrived there, knows it. */
export interface LedgerStanding {
  msgId: string;
  runId: string;
  step: string;
  visit: number;
  state: MessageState | null;
  reason: MessageReason | null;
  expiresAt: number | null;
  isCalledOff: boolean;
  counterpartId: string | null;
  address: string | null;
}

interface MessageId {
  workspaceId: string;
  msgId: string;
}
type Row = Omit<LedgerStanding, 'expiresAt' | 'isCalledOff' | 'counterpartId'> & { expiresAt: Date };
type Note = { msgId: string; counterpartId: string | null };

/**
 * Calls off messages whose counterpart goes out, and gives them back. The note that one is called off stands beside the ledger,
 * so that it also meets a decision that is still on its way: the hand-over looks at it.
 */
@Injectable()
export class DuplicateMessages {
  constructor(
    private readonly states: RecordStates,
    private readonly queue: DeliveryQueue,
  ) {}

  /** These messages and the counterparts of those that were called off, by id; locked. Unknown ones are absent. */
  async standingOf(
    messages: readonly (MessageId & Pick<LedgerStanding, 'runId' | 'step' | 'visit'>)[],
    tx: EntityManager,
    { lock }: { lock: boolean },
  ): Promise<Map<string, LedgerStanding>> {
    const notes = new Map((await this.notesOf(messages, tx)).map((note) => [note.msgId, note]));
    const ids = messages.flatMap(({ workspaceId, msgId }) =>
      [msgId, notes.get(msgId)?.counterpartId].flatMap((id) => (id ? [{ workspaceId, msgId: id }] : [])),
    );
    const rows = await tx.query<Row[]>(
      `SELECT m.msg_id AS "msgId", m.run_id AS "runId", m.step_key AS step, (m.origin ->> 'visit')::int AS visit, m.state,
              m.reason, m.expires_at AS "expiresAt",
              COALESCE(m.address, (SELECT p.email FROM messaging.recipients p
                WHERE p.workspace_id = m.workspace_id AND p.profile_id = m.profile_id)) AS address
         FROM messaging.messages m
        WHERE (m.workspace_id, m.msg_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
        ORDER BY m.workspace_id, m.msg_id ${lock ? 'FOR UPDATE OF m' : ''}`,
      idsOf(ids),
    );
    const found = new Map<string, LedgerStanding>();
    for (const { msgId, runId, step, visit } of messages) {
      const note = notes.get(msgId);
      if (!note) continue;
      const unknown = { state: null, reason: null, expiresAt: null, address: null };
      const { counterpartId } = note;
      found.set(msgId, { msgId, runId, step, visit, ...unknown, isCalledOff: true, counterpartId });
    }
    for (const { expiresAt, ...row } of rows) {
      const note = notes.get(row.msgId);
      const counterpartId = note?.counterpartId ?? null;
      const isCalledOff = note !== undefined;
      found.set(row.msgId, { ...row, expiresAt: expiresAt.getTime(), isCalledOff, counterpartId });
    }
    return found;
  }

  async callOff(
    workspaceId: string,
    duplicates: readonly { msgId: string; counterpartId: string }[],
    now: number,
    tx: EntityManager,
  ): Promise<void> {
    if (duplicates.length === 0) return;
    const ids = duplicates.map(({ msgId }) => msgId);
    await tx.query(
      `INSERT INTO messaging.cancelled_origins (workspace_id, kind, origin_id, reason, cancelled_at, counterpart_id)
       SELECT $1, 'message', u.id, 'merged_duplicate', $4, u.counterpart_id
         FROM unnest($2::uuid[], $3::uuid[]) AS u (id, counterpart_id)
       ON CONFLICT (workspace_id, kind, origin_id) DO UPDATE SET counterpart_id = EXCLUDED.counterpart_id`,
      [workspaceId, ids, duplicates.map(({ counterpartId }) => counterpartId), toIso(now)],
    );
    const [cancelled] = await tx.query<[MovedMessage[], number]>(
      `UPDATE messaging.messages m SET state = 'cancelled', reason = 'merged_duplicate', fence = m.fence + 1,
         sequence = m.sequence + 1, lease_until = NULL, not_before = NULL, ended_at = $3
       WHERE m.workspace_id = $1 AND m.msg_id = ANY ($2::uuid[]) AND m.state = ANY ($4)
       RETURNING ${movedColumns}`,
      [workspaceId, ids, toIso(now), cancellableStates],
    );
    const counterparts = new Map(duplicates.map((one) => [one.msgId, one.counterpartId]));
    await this.states.record(
      tx,
      cancelled.map((message) => ({
        message,
        path: ['cancelled'],
        reason: 'merged_duplicate',
        detail: duplicateDetail(counterparts.get(message.msgId)),
      })),
      now,
    );
  }

  /** They are two people after all: what was called off is planned again, as long as it has not expired. */
  async giveBack(
    workspaceId: string,
    msgIds: readonly string[],
    now: number,
    tx: EntityManager,
  ): Promise<void> {
    if (msgIds.length === 0) return;
    await tx.query(
      `DELETE FROM messaging.cancelled_origins
        WHERE workspace_id = $1 AND kind = 'message' AND origin_id = ANY ($2::uuid[])`,
      [workspaceId, msgIds],
    );
    const [planned] = await tx.query<[MovedMessage[], number]>(
      `UPDATE messaging.messages m SET state = 'planned', reason = NULL, detail = NULL, fence = m.fence + 1,
         sequence = m.sequence + 1, not_before = $3, ended_at = NULL
       WHERE m.workspace_id = $1 AND m.msg_id = ANY ($2::uuid[]) AND m.state = 'cancelled'
         AND m.reason = 'merged_duplicate' AND m.expires_at > $3
       RETURNING ${movedColumns}`,
      [workspaceId, msgIds, toIso(now)],
    );
    const path = ['planned'] as const;
    await this.states.record(
      tx,
      planned.map((message) => ({ message, path, reason: null, detail: null })),
      now,
    );
    if (planned.length > 0) afterCommit(tx, () => this.queue.wake());
  }

  private async notesOf(messages: readonly MessageId[], tx: EntityManager): Promise<Note[]> {
    return tx.query<Note[]>(
      `SELECT c.origin_id AS "msgId", c.counterpart_id AS "counterpartId" FROM messaging.cancelled_origins c
        WHERE c.kind = 'message'
          AND (c.workspace_id, c.origin_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`,
      idsOf(messages),
    );
  }
}

function idsOf(messages: readonly MessageId[]): string[][] {
  return [messages.map(({ workspaceId }) => workspaceId), messages.map(({ msgId }) => msgId)];
}
