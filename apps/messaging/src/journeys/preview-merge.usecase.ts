import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { fieldProblem, ProblemError, publicId } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { cancellableStates } from '../delivery/domain/message-transitions.js';
import { MessagesRepository } from '../messages/messages.repository.js';
import { invalidReference } from '../recipients/domain/invalid-reference.js';
import type { Recipient } from '../recipients/domain/recipient.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';
import { outcomeOfMessage, outcomeOfRun, survivorOf } from './domain/merge-effects.js';
import { familiesOf, settleGroups } from './domain/settle-groups.js';
import type { MessageSettlement } from './domain/settle-messages.js';
import { JourneyVersionsRepository, versionKeyOf } from './journey-versions.repository.js';
import type { MergeEffectsView } from './merge-effects.view.js';
import { SettleMessages } from './settle-messages.usecase.js';
import { StandingsRepository } from './standings.repository.js';

/** More unsent messages than anybody has; the list is for people. */
const mostMessages = 1_000;

/** What a merge of two people would do to their runs and unsent messages, decided by what decides it when they merge. */
@Injectable()
export class PreviewMerge {
  constructor(
    private readonly database: Database,
    private readonly recipients: RecipientRepository,
    private readonly standings: StandingsRepository,
    private readonly versions: JourneyVersionsRepository,
    private readonly settle: SettleMessages,
    private readonly messages: MessagesRepository,
  ) {}

  /** @throws ProblemError `not_found`, `invalid_reference`, `unknown_ref` for who is not there */
  async execute(workspaceId: string, reference: string, other: string): Promise<MergeEffectsView> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const one = await this.find(workspaceId, reference, 'path.ref', tx);
      if (!one) throw new ProblemError('not_found');
      const two = await this.find(workspaceId, other, 'query.with', tx);
      if (!two) throw fieldProblem('query.with', 'unknown_ref', 'names nobody', 'unknown_ref');
      if (one.profileId === two.profileId) return { runs: [], messages: [] };
      const into = survivorOf(one, two).profileId;
      const ids = [one.profileId, two.profileId];
      const runs = await this.standings.shared(workspaceId, ids, tx);
      const versions = await this.versions.load(runs, tx);
      const owners = new Map(runs.map(({ id, profileId }) => [id, profileId]));
      const settled = settleGroups(
        runs.map((run) => ({
          ...run,
          profileId: into,
          reentry: versions.get(versionKeyOf(run))?.definition.entry?.reentry,
        })),
      );
      const settlements = await this.settle.preview(familiesOf(settled), tx);
      return {
        runs: settled.flatMap((one) => {
          const { run } = one;
          const profileId = owners.get(run.id) ?? into;
          const outcome = outcomeOfRun(one, profileId, into);
          if (!outcome) return [];
          return [
            {
              runId: publicId('run', run.id),
              journeyId: publicId('jrn', run.journeyId),
              journeyName: versions.get(versionKeyOf(run))?.name ?? '',
              profileId: publicId('prf', profileId),
              state: run.state,
              outcome,
            },
          ];
        }),
        messages: await this.messagesOf(workspaceId, ids, into, settlements.get(workspaceId), tx),
      };
    });
  }

  private async messagesOf(
    workspaceId: string,
    profileIds: readonly string[],
    into: string,
    settlement: MessageSettlement = { callOff: [], giveBack: [] },
    tx: EntityManager,
  ): Promise<MergeEffectsView['messages']> {
    const idsOf = await Promise.all(profileIds.map((id) => this.recipients.idsOfPerson(workspaceId, id, tx)));
    const survivors = new Set(await this.recipients.idsOfPerson(workspaceId, into, tx));
    const filter = { profileIds: idsOf.flat(), state: cancellableStates };
    const page = { after: undefined, limit: mostMessages };
    const rows = await this.messages.list(tx, workspaceId, filter, page);
    return rows.map(({ msgId, channel, origin, profileId }) => ({
      msgId: publicId('msg', msgId),
      channel,
      journeyId: origin.kind === 'journey' ? publicId('jrn', origin.journeyId) : null,
      stepKey: origin.kind === 'journey' ? origin.stepKey : null,
      outcome: outcomeOfMessage({ msgId, isSurvivors: survivors.has(profileId ?? '') }, settlement),
    }));
  }

  private async find(
    workspaceId: string,
    reference: string,
    field: string,
    tx: EntityManager,
  ): Promise<Recipient | undefined> {
    const found = await this.recipients.findByReference(workspaceId, reference, tx);
    if (found === 'invalid') throw invalidReference(field);
    return found;
  }
}
