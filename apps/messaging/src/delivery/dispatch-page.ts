import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { assertNever, CLOCK, classifyFailure, pause, type Clock } from '@rapport/kernel';
import {
  EMAIL_PROVIDER,
  type DatabaseProvider,
  type OutsideProvider,
  type Provider,
} from '../providers/provider.js';
import { afterOutcome } from './domain/after-outcome.js';
import type { SendOutcome } from './domain/outcome.js';
import { HandOver, type HandedOverMessage } from './hand-over.js';
import type { Move } from './message.js';
import { MoveMessages } from './move-messages.js';
import type { PreparedPage } from './prepare-messages.js';
import type { ReadyMessage } from './ready-message.js';

/** Tries to write an outcome for about this long; after that the lease ends and the message counts as unknown. */
const outcomeAttempts = 20;
const outcomePauseMs = 2000;

/** Hands a prepared page over to the provider, in the transactions that its kind of effect asks for. */
@Injectable()
export class DispatchPage {
  constructor(
    private readonly database: Database,
    private readonly handOver: HandOver,
    private readonly moves: MoveMessages,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(EMAIL_PROVIDER) private readonly provider: Provider,
  ) {}

  /** @returns the workspaces of messages that the provider took */
  dispatch(page: PreparedPage): Promise<string[]> {
    const { provider } = this;
    switch (provider.effect) {
      case 'database':
        return this.capture(provider, page);
      case 'outside':
        return this.send(provider, page);
      default:
        return assertNever(provider);
    }
  }

  private async capture(provider: DatabaseProvider, page: PreparedPage): Promise<string[]> {
    return this.database.newTransaction(async (tx) => {
      const now = this.clock.now();
      const { kind } = provider.describe();
      const target = {
        kind,
        captured: true,
        messageIdOf: (ready: ReadyMessage) => provider.messageIdOf(ready),
      };
      const handed = await this.handOver.execute(tx, page, target, now);
      await provider.capture(
        handed.map(({ ready }) => ready),
        tx,
        now,
      );
      return handed.map(({ moved }) => moved.workspaceId);
    });
  }

  /** The hand-over commits just before the call; a crash in between leaves at most one mail sent, and the doubt visible. */
  private async send(provider: OutsideProvider, page: PreparedPage): Promise<string[]> {
    const { kind } = provider.describe();
    const handed = await this.database.newTransaction((tx) =>
      this.handOver.execute(tx, page, { kind, captured: false }, this.clock.now()),
    );
    if (handed.length === 0) return [];
    const outcomes = await provider.send(handed.map(({ ready }) => ready));
    await this.writeOutcomes(handed, outcomes);
    return handed.flatMap(({ moved }, index) =>
      outcomes[index]?.outcome === 'accepted' ? [moved.workspaceId] : [],
    );
  }

  private async writeOutcomes(
    handed: readonly HandedOverMessage[],
    outcomes: readonly SendOutcome[],
  ): Promise<void> {
    const now = this.clock.now();
    const moves = handed.map((one, index) =>
      moveOf(one, outcomes[index] ?? { outcome: 'unknown', providerCode: null }, now),
    );
    for (let attempt = 1; ; attempt++) {
      try {
        await this.database.newTransaction((tx) => this.moves.move(tx, moves, now));
        return;
      } catch (error) {
        if (attempt >= outcomeAttempts || classifyFailure(error) !== 'transient') throw error;
        await pause(outcomePauseMs);
      }
    }
  }
}

function moveOf({ ready, moved }: HandedOverMessage, outcome: SendOutcome, now: number): Move {
  const { message } = ready;
  const next = afterOutcome(
    {
      msgId: message.msgId,
      messageClass: message.messageClass,
      attempts: moved.attempts,
      maybeDuplicate: message.maybeDuplicate,
      expiresAt: message.expiresAt.getTime(),
    },
    outcome,
    now,
  );
  return {
    workspaceId: message.workspaceId,
    msgId: message.msgId,
    fence: message.fence,
    from: 'handed_over',
    ...next,
    providerMessageId: outcome.outcome === 'accepted' ? outcome.providerMessageId : null,
    providerCode: outcome.providerCode,
  };
}
