import { Inject, Injectable } from '@nestjs/common';
import type { MessageReason } from '@rapport/contracts';
import { CLOCK, toIso, type Clock } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { cancellableStates } from './domain/message-transitions.js';
import { movedColumns } from './move-messages.js';
import type { MovedMessage } from './message.js';
import { RecordStates } from './record-states.js';

export type CancelReason = Extract<MessageReason, 'run_exited' | 'journey_archived'>;

/** Calls off what was planned and not handed over. Whatever is already handed over stays as it is. */
@Injectable()
export class CancelPlanned {
  constructor(
    private readonly states: RecordStates,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * In the caller's transaction. A decision that is still on its way to the ledger is caught as well: the hand-over looks at
   * what was called off.
   * @param kind `run`: everything of these runs, now and later; `journey`: everything these journeys decided until now
   * @returns how many messages were cancelled
   */
  async execute(
    tx: EntityManager,
    workspaceId: string,
    kind: 'run' | 'journey',
    originIds: readonly string[],
    reason: CancelReason,
  ): Promise<number> {
    if (originIds.length === 0) return 0;
    const now = this.clock.now();
    await tx.query(
      `INSERT INTO messaging.cancelled_origins (workspace_id, kind, origin_id, reason, cancelled_at)
       SELECT $1, $2, u.id, $4, $5 FROM unnest($3::uuid[]) AS u (id)
       ON CONFLICT (workspace_id, kind, origin_id) DO UPDATE SET cancelled_at = EXCLUDED.cancelled_at`,
      [workspaceId, kind, originIds, reason, toIso(now)],
    );
    const [cancelled] = await tx.query<[MovedMessage[], number]>(
      `UPDATE messaging.messages m SET state = 'cancelled', reason = $3, fence = m.fence + 1, sequence = m.sequence + 1,
         lease_until = NULL, not_before = NULL, ended_at = $4
       WHERE m.workspace_id = $1 AND m.${kind}_id = ANY ($2::uuid[]) AND m.state = ANY ($5)
       RETURNING ${movedColumns}`,
      [workspaceId, originIds, reason, toIso(now), cancellableStates],
    );
    const path = ['cancelled'] as const;
    await this.states.record(
      tx,
      cancelled.map((message) => ({ message, path, reason, detail: null })),
      now,
    );
    return cancelled.length;
  }
}
