import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { assertLegalPath, isFinal } from './domain/message-transitions.js';
import { inLedgerOrder, messageKey, type Move, type MovedMessage } from './message.js';
import { RecordStates } from './record-states.js';

/** What every statement that moves messages gives back. */
export const movedColumns = `m.workspace_id AS "workspaceId", m.msg_id AS "msgId", m.profile_id AS "profileId", m.channel,
  m.message_class AS "messageClass", m.origin, m.attempts, m.sequence`;

/**
 * Moves messages along the state machine, set-based and fenced: a message that somebody else has claimed since, or that has
 * moved on, stays as it is and is missing in the answer.
 */
@Injectable()
export class MoveMessages {
  constructor(private readonly states: RecordStates) {}

  async move(tx: EntityManager, moves: readonly Move[], now: number): Promise<MovedMessage[]> {
    if (moves.length === 0) return [];
    for (const { from, path } of moves) assertLegalPath(from, path);
    const [moved] = await tx.query<[MovedMessage[], number]>(
      update,
      parametersOf([...moves].sort(inLedgerOrder), now),
    );
    const byKey = new Map(moves.map((move) => [messageKey(move), move]));
    const reached = moved.map((message) => ({ message, ...(byKey.get(messageKey(message)) as Move) }));
    await this.states.record(tx, reached, now);
    return moved;
  }
}

const update = `
  UPDATE messaging.messages m SET state = u.state, reason = u.reason, detail = u.detail,
    sequence = m.sequence + u.steps, not_before = u.not_before, lease_until = NULL,
    maybe_duplicate = m.maybe_duplicate OR u.maybe_duplicate,
    provider_message_id = COALESCE(u.provider_message_id, m.provider_message_id),
    provider_code = COALESCE(u.provider_code, m.provider_code),
    accepted_at = CASE WHEN u.accepted THEN $14 ELSE m.accepted_at END,
    delivered_at = CASE WHEN u.delivered THEN $14 ELSE m.delivered_at END,
    ended_at = CASE WHEN u.ended THEN $14 ELSE m.ended_at END
  FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
      $9::timestamptz[], $10::boolean[], $11::text[], $12::text[], $13::boolean[], $15::boolean[], $16::boolean[])
    AS u (workspace_id, msg_id, fence, from_state, state, reason, detail, steps, not_before, maybe_duplicate,
      provider_message_id, provider_code, accepted, delivered, ended)
  WHERE m.workspace_id = u.workspace_id AND m.msg_id = u.msg_id AND m.fence = u.fence AND m.state = u.from_state
  RETURNING ${movedColumns}`;

function parametersOf(moves: readonly Move[], now: number): unknown[] {
  const last = (move: Move) => move.path.at(-1) ?? move.from;
  return [
    moves.map((move) => move.workspaceId),
    moves.map((move) => move.msgId),
    moves.map((move) => move.fence),
    moves.map((move) => move.from),
    moves.map(last),
    moves.map((move) => move.reason),
    moves.map((move) => move.detail?.slice(0, 500) ?? null),
    moves.map((move) => move.path.length),
    moves.map((move) => (move.notBefore == null ? null : toIso(move.notBefore))),
    moves.map((move) => move.maybeDuplicate ?? false),
    moves.map((move) => move.providerMessageId ?? null),
    moves.map((move) => move.providerCode ?? null),
    moves.map((move) => move.path.includes('accepted')),
    toIso(now),
    moves.map((move) => move.path.includes('delivered')),
    moves.map((move) => isFinal(last(move))),
  ];
}
