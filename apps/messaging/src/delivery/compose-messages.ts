import { Injectable } from '@nestjs/common';
import type { Workspace } from '@rapport/access';
import type { Recipient } from '../recipients/domain/recipient.js';
import type { RenderedRelations } from '../render/domain/rendering-context.js';
import { RelationsRendered } from '../render/relations-rendered.js';
import { renderInput } from '../render/render-input.js';
import { RenderMessages, type RenderRequest } from '../render/render-messages.js';
import type { RenderOutcome } from '../render/render-protocol.js';
import type { ChosenContent } from './choose-content.js';
import type { ClaimedMessage } from './message.js';

/** A message with what it says, and to whom. */
export interface Composed {
  message: ClaimedMessage;
  /** undefined for a bare address. */
  person: Recipient | undefined;
  workspace: Workspace;
  chosen: ChosenContent;
}

/** Renders a page of messages, each with the groups and objects that its content reads. */
@Injectable()
export class ComposeMessages {
  constructor(
    private readonly relations: RelationsRendered,
    private readonly renderer: RenderMessages,
  ) {}

  /** In the order given. */
  async compose(page: readonly Composed[], now: number): Promise<RenderOutcome[]> {
    const relations = await this.relations.of(
      page.map(({ person, chosen }) => ({ person, content: chosen.source.content })),
    );
    return this.renderer.render(
      page.map((one, index) => requestOf(one, relations[index] as RenderedRelations, now)),
    );
  }
}

function requestOf(
  { message, person, workspace, chosen }: Composed,
  relations: RenderedRelations,
  now: number,
): RenderRequest {
  const { msgId, channel, context } = message;
  const { locale, sourceKey, source } = chosen;
  const about = { msgId, channel, locale };
  const input = renderInput({ person, relations, workspace, frozen: context, message: about, now });
  return { sourceKey, source, input };
}
