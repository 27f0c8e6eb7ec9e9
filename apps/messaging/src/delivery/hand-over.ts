import { Injectable } from '@nestjs/common';
import type { MessageState } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { ContentsRepository } from './contents.repository.js';
import { HandOverRepository, type HandOverTarget } from './hand-over.repository.js';
import { messageKey, type MovedMessage } from './message.js';
import { MoveMessages } from './move-messages.js';
import type { PreparedPage } from './prepare-messages.js';
import type { ReadyMessage } from './ready-message.js';
import { RecordStates } from './record-states.js';

export interface HandedOverMessage {
  ready: ReadyMessage;
  moved: MovedMessage;
}

/** Commits a prepared page to being sent: the checks again, the content stored, every decision recorded; one transaction. */
@Injectable()
export class HandOver {
  constructor(
    private readonly repository: HandOverRepository,
    private readonly contents: ContentsRepository,
    private readonly moves: MoveMessages,
    private readonly states: RecordStates,
  ) {}

  /** @returns only those that must now be sent */
  async execute(
    tx: EntityManager,
    page: PreparedPage,
    provider: HandOverTarget,
    now: number,
  ): Promise<HandedOverMessage[]> {
    await this.moves.move(tx, page.stopped, now);
    const moved = await this.repository.handOver(tx, page.ready, provider, now);
    const movedOf = new Map(moved.map((message) => [messageKey(message), message]));
    const handed = page.ready.flatMap((ready) => {
      const message = movedOf.get(messageKey(ready.message));
      return message ? [{ ready, moved: message }] : [];
    });
    await this.contents.store(
      tx,
      handed.flatMap(({ ready }) => (ready.isStored ? [] : [ready])),
    );
    const path: MessageState[] = provider.captured
      ? ['handed_over', 'accepted', 'delivered']
      : ['handed_over'];
    await this.states.record(
      tx,
      moved.map((message) => ({ message, path, reason: null, detail: null })),
      now,
    );
    if (handed.length < page.ready.length) {
      const refused = page.ready.filter((ready) => !movedOf.has(messageKey(ready.message)));
      await this.moves.move(tx, await this.repository.refusedMoves(tx, refused, now), now);
    }
    return handed;
  }
}
