import { Injectable } from '@nestjs/common';
import {
  headerNames,
  recordKey,
  topics,
  type MessageReason,
  type MessageState,
  type MessageStateReached,
} from '@rapport/contracts';
import { EventBus, type OutgoingMessage } from '@rapport/event-bus';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { v5 as uuidV5 } from 'uuid';
import type { MovedMessage } from './message.js';

export interface ReachedStates {
  message: MovedMessage;
  path: readonly MessageState[];
  reason: MessageReason | null;
  detail: string | null;
}

/**
 * Writes down every state that messages reached: a row of their history and a record of `rapport.message-activity.v1`, in
 * the transaction that moved them. There is no other writer of either, so the two never differ.
 */
@Injectable()
export class RecordStates {
  constructor(private readonly bus: EventBus) {}

  async record(tx: EntityManager, reached: readonly ReachedStates[], now: number): Promise<void> {
    if (reached.length === 0) return;
    const facts = reached.flatMap(factsOf);
    const at = toIso(now);
    await tx.query(
      `INSERT INTO messaging.message_history (workspace_id, msg_id, sequence, state, reason, attempt, detail, at)
       SELECT *, $8::timestamptz FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::text[], $6::int[], $7::text[])`,
      [
        facts.map(({ message }) => message.workspaceId),
        facts.map(({ message }) => message.msgId),
        facts.map(({ sequence }) => sequence),
        facts.map(({ state }) => state),
        facts.map(({ reason }) => reason),
        facts.map(({ message }) => message.attempts),
        facts.map(({ detail }) => detail),
        at,
      ],
    );
    await this.bus.publish(
      facts.map((fact) => activityOf(fact, at)),
      tx,
    );
  }
}

interface Fact {
  message: MovedMessage;
  sequence: number;
  state: MessageState;
  reason: MessageReason | null;
  detail: string | null;
}

/** Reason and detail belong to the last state of a path: it is the one that needed an explanation. */
function factsOf({ message, path, reason, detail }: ReachedStates): Fact[] {
  return path.map((state, index) => {
    const isLast = index === path.length - 1;
    return {
      message,
      sequence: message.sequence - (path.length - 1 - index),
      state,
      reason: isLast ? reason : null,
      detail: isLast ? detail : null,
    };
  });
}

function activityOf({ message, sequence, state, reason }: Fact, occurredAt: string): OutgoingMessage {
  const { workspaceId, msgId, profileId } = message;
  const activity: MessageStateReached = {
    v: 1,
    kind: 'message_state_reached',
    id: uuidV5(String(sequence), msgId),
    workspaceId,
    msgId,
    profileId,
    channel: message.channel,
    messageClass: message.messageClass,
    state,
    reason,
    origin: message.origin,
    attempt: message.attempts,
    occurredAt,
  };
  return {
    topic: topics.messageActivity,
    key: recordKey(workspaceId, profileId ?? msgId),
    value: JSON.stringify(activity),
    headers: { [headerNames.workspace]: workspaceId },
  };
}
