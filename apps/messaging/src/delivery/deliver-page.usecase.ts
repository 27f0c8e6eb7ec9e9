import { Injectable } from '@nestjs/common';
import { Observations } from '@rapport/access';
import { DispatchPage } from './dispatch-page.js';
import type { ClaimedMessage } from './message.js';
import { PrepareMessages } from './prepare-messages.js';

/** One page of claimed messages on its way: prepared, handed over, sent, its outcome written. Safe to repeat. */
@Injectable()
export class DeliverPage {
  constructor(
    private readonly preparation: PrepareMessages,
    private readonly dispatcher: DispatchPage,
    private readonly observations: Observations,
  ) {}

  async execute(claimed: readonly ClaimedMessage[]): Promise<void> {
    const page = await this.preparation.prepare(claimed);
    const sent = await this.dispatcher.dispatch(page);
    for (const workspaceId of new Set(sent)) {
      await this.observations.record(workspaceId, 'first_message', 'A message was sent.', '/messages');
    }
  }
}
