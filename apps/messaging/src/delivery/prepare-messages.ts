import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import type { MessageReason, MessageState } from '@rapport/contracts';
import { CLOCK, type Clock } from '@rapport/kernel';
import { keyOf } from '../recipients/domain/recipient.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';
import { isEmailAddress } from '../render/domain/email-address.js';
import { PublishedTemplates, type PublishedTemplate } from '../templates/published-templates.js';
import { chosenContent } from './choose-content.js';
import { type Composed, ComposeMessages } from './compose-messages.js';
import { ContentsRepository } from './contents.repository.js';
import { messageKey, type ClaimedMessage, type Move } from './message.js';
import type { ReadyMessage } from './ready-message.js';

export interface PreparedPage {
  ready: ReadyMessage[];
  /** Messages that cannot or need not be sent, with the reason. */
  stopped: Move[];
}

interface Candidate extends Composed {
  recipient: string;
}

/** Decides for a page of claimed messages what can be sent, and renders it; gates first, to save the work. */
@Injectable()
export class PrepareMessages {
  constructor(
    private readonly recipients: RecipientRepository,
    private readonly templates: PublishedTemplates,
    private readonly contents: ContentsRepository,
    private readonly composer: ComposeMessages,
    private readonly workspaces: WorkspaceDirectory,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A message that was attempted before keeps its stored bytes: it is not rendered again (messaging.md 0). */
  async prepare(page: readonly ClaimedMessage[]): Promise<PreparedPage> {
    const now = this.clock.now();
    const prepared: PreparedPage = { ready: [], stopped: [] };
    const alive: ClaimedMessage[] = [];
    for (const message of page) {
      if (message.expiresAt.getTime() > now) alive.push(message);
      else stop(prepared, message, 'expired', 'expired');
    }
    const stored = await this.contents.storedOf(alive.filter(({ attempts }) => attempts > 0));
    prepared.ready.push(...stored);
    const known = new Set(stored.map(({ message }) => messageKey(message)));
    const fresh = alive.filter((message) => !known.has(messageKey(message)));
    const candidates = await this.candidates(fresh, prepared);
    const outcomes = await this.composer.compose(candidates, now);
    candidates.forEach((candidate, index) => {
      const outcome = outcomes[index];
      if (outcome?.ok) prepared.ready.push(readyOf(candidate, outcome.email, now));
      else stop(prepared, candidate.message, 'failed', outcome?.reason ?? 'render', outcome?.detail);
    });
    return prepared;
  }

  private async candidates(page: readonly ClaimedMessage[], prepared: PreparedPage): Promise<Candidate[]> {
    if (page.length === 0) return [];
    const keys = page.flatMap(({ workspaceId, profileId }) =>
      profileId ? [{ workspaceId, profileId }] : [],
    );
    const [people, templates] = await Promise.all([this.recipients.livingOf(keys), this.templatesOf(page)]);
    const candidates: Candidate[] = [];
    for (const message of page) {
      const template = templates.get(messageKey(message));
      const workspace = await this.workspaces.get(message.workspaceId);
      const person = message.profileId
        ? people.get(keyOf({ workspaceId: message.workspaceId, profileId: message.profileId }))
        : undefined;
      const recipient = message.requestedAddress ?? person?.email;
      if (!recipient) stop(prepared, message, 'skipped', 'no_address');
      else if (!isEmailAddress(recipient)) stop(prepared, message, 'failed', 'invalid_address');
      else if (!workspace) stop(prepared, message, 'failed', 'render', 'The workspace does not exist.');
      else {
        const chosen = chosenContent(message, template, person?.locale ?? null, workspace.defaultLocale);
        if (!chosen) stop(prepared, message, 'failed', 'render', 'The template has no published version.');
        else candidates.push({ message, person, recipient, workspace, chosen });
      }
    }
    return candidates;
  }

  private async templatesOf(
    page: readonly ClaimedMessage[],
  ): Promise<Map<string, PublishedTemplate | undefined>> {
    const templated = page.filter(({ templateId }) => templateId !== null);
    const found = await this.templates.find(
      templated.map(({ workspaceId, templateId, requestedVersion }) => ({
        workspaceId,
        templateId: templateId ?? '',
        version: requestedVersion,
      })),
    );
    return new Map(templated.map((message, index) => [messageKey(message), found[index]]));
  }
}

function stop(
  prepared: PreparedPage,
  message: ClaimedMessage,
  state: MessageState,
  reason: MessageReason,
  detail: string | null = null,
): void {
  const { workspaceId, msgId, fence } = message;
  prepared.stopped.push({ workspaceId, msgId, fence, from: 'claimed', path: [state], reason, detail });
}

function readyOf(
  { message, person, recipient, chosen }: Candidate,
  email: ReadyMessage['email'],
  now: number,
): ReadyMessage {
  return {
    message,
    recipient,
    email,
    locale: chosen.locale,
    templateVersion: chosen.templateVersion,
    composedAt: new Date(now),
    isStored: false,
    addressOf: message.requestedAddress === null && person ? person.profileId : null,
  };
}
