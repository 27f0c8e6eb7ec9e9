import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, mapPage, pageOf, type Page } from '@rapport/http';
import { ProblemError, publicId, toIso } from '@rapport/kernel';
import { invalidReference } from '../recipients/domain/invalid-reference.js';
import { RecipientRepository } from '../recipients/recipient.repository.js';
import { JourneyVersionsRepository, versionKeyOf } from './journey-versions.repository.js';
import { RunSteps, type StepRow } from './run-steps.repository.js';
import type { RunStepView } from './run-step.view.js';
import type { StepsQuery } from './runs.dto.js';

/** A person's way through her journeys, newest first. */
@Injectable()
export class ListSteps {
  constructor(
    private readonly database: Database,
    private readonly recipients: RecipientRepository,
    private readonly steps: RunSteps,
    private readonly versions: JourneyVersionsRepository,
  ) {}

  /** @throws ProblemError `not_found`, `invalid_reference`, `invalid_cursor` */
  async ofPerson(workspaceId: string, reference: string, query: StepsQuery): Promise<Page<RunStepView>> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const person = await this.recipients.findByReference(workspaceId, reference, tx);
      if (person === 'invalid') throw invalidReference('path.ref');
      if (!person) throw new ProblemError('not_found');
      const { limit, cursor, from, to } = query;
      const { profileId } = person;
      const filters = { workspaceId, list: 'steps', profileId, from, to };
      const position = decodeCursor(cursor, filters, ['instant', 'uuid', 'integer']);
      const after = position && {
        at: String(position[0]),
        runId: String(position[1]),
        place: Number(position[2]),
      };
      const page = { after, from, to, limit: limit + 1 };
      const rows = await this.steps.list(workspaceId, profileId, page, tx);
      const versions = await this.versions.load(rows, tx);
      return mapPage(
        pageOf(rows, limit, (last) =>
          encodeCursor(filters, [toIso(last.at.getTime()), last.runId, last.place]),
        ),
        (row) => viewOf(row, versions.get(versionKeyOf(row))?.steps.get(row.step ?? '')?.kind ?? null),
      );
    });
  }
}

/** What came of a message is what the ledger says now, not what was meant when the step planned it. */
function viewOf(row: StepRow, stepKind: RunStepView['stepKind']): RunStepView {
  return {
    id: `${publicId('run', row.runId)}-${row.place}`,
    at: toIso(row.at.getTime()),
    kind: row.kind,
    runId: publicId('run', row.runId),
    journeyId: publicId('jrn', row.journeyId),
    journeyName: row.journeyName,
    stepKey: row.step,
    stepKind,
    outcome: row.messageState ?? row.outcome,
    reason: row.messageState === null ? row.reason : row.messageReason,
    msgId: row.msgId === null ? null : publicId('msg', row.msgId),
  };
}
