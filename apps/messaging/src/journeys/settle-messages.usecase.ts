import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, groupBy } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { DuplicateMessages, type LedgerStanding } from '../delivery/duplicate-messages.js';
import { decidedMessageOf } from './domain/decided-message.js';
import type { RunFamily } from './domain/settle-groups.js';
import { type DecidedMessage, type MessageSettlement, settleMessages } from './domain/settle-messages.js';
import { type Decision, DecisionsRepository } from './decisions.repository.js';

/**
 * Of the messages that the runs of one person decided, lets one per step go out. Works on what was decided, so a message that is still
 * on its way to the ledger is found as well.
 */
@Injectable()
export class SettleMessages {
  constructor(
    private readonly decisions: DecisionsRepository,
    private readonly ledger: DuplicateMessages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async execute(families: readonly RunFamily[], tx: EntityManager): Promise<void> {
    const now = this.clock.now();
    for (const [workspaceId, settlement] of await this.decide(families, now, { lock: true }, tx)) {
      await this.ledger.callOff(workspaceId, settlement.callOff, now, tx);
      await this.ledger.giveBack(workspaceId, settlement.giveBack, now, tx);
    }
  }

  /** What `execute` would do, by workspace. */
  async preview(families: readonly RunFamily[], tx: EntityManager): Promise<Map<string, MessageSettlement>> {
    return this.decide(families, this.clock.now(), { lock: false }, tx);
  }

  /** After runs went on: what another run of the same person has sent in their place is not sent again. */
  async afterMoving(runs: readonly { workspaceId: string; id: string }[], tx: EntityManager): Promise<void> {
    await this.execute(await this.decisions.familiesOf(runs, tx), tx);
  }

  private async decide(
    families: readonly RunFamily[],
    now: number,
    locking: { lock: boolean },
    tx: EntityManager,
  ): Promise<Map<string, MessageSettlement>> {
    const runs = families.flatMap(({ workspaceId, runIds }) => runIds.map((id) => ({ workspaceId, id })));
    const decisions = await this.decisions.of(runs, tx);
    if (decisions.length === 0) return new Map();
    const known = await this.ledger.standingOf(decisions, tx, locking);
    const messages = decisions.map((decision) => messageOf(decision, known, now));
    const named = messages.flatMap(({ counterpartId }) => known.get(counterpartId ?? '') ?? []);
    const counterparts = new Map(
      named.map((one) => [one.msgId, decidedMessageOf(decisionIn(one), one, now)] as const),
    );
    return new Map(
      [...groupBy(families, ({ workspaceId }) => workspaceId)].map(([workspaceId, own]) => [
        workspaceId,
        settleMessages(
          own.map(({ runIds }) => runIds),
          messages,
          counterparts,
        ),
      ]),
    );
  }
}

function messageOf(
  decision: Decision,
  known: ReadonlyMap<string, LedgerStanding>,
  now: number,
): DecidedMessage {
  return decidedMessageOf(decision, known.get(decision.msgId), now);
}

function decisionIn({ msgId, runId, step, visit }: LedgerStanding): Omit<Decision, 'workspaceId'> {
  return { msgId, runId, step, visit };
}
