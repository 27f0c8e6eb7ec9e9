import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { JourneyDraft } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { ArchiveObject, type Expected, type VersionedObject } from '@rapport/versioned';
import { EndRuns } from './end-runs.usecase.js';
import { JourneyKind } from './journey.kind.js';

type Journey = VersionedObject<JourneyDraft>;

/** Takes a journey out of use, with or without the people inside, and brings it back. */
@Injectable()
export class ArchiveJourneys {
  constructor(
    private readonly database: Database,
    private readonly archiver: ArchiveObject,
    private readonly kind: JourneyKind,
    private readonly ends: EndRuns,
  ) {}

  /** `exit` ends every run at once and calls off its messages; `finish` only lets nobody in any more. */
  async archive(expected: Expected, running: 'exit' | 'finish', actor: Actor): Promise<Journey> {
    return this.archiver.archive(this.kind, expected, actor, async (journey, tx) => {
      if (running === 'exit') await this.ends.archived(journey.workspaceId, journey.id, tx);
      else await this.ends.release(journey.workspaceId, journey.id, tx);
      await this.kind.announce(journey, tx);
    });
  }

  /** A journey that was live comes back paused: nobody should be written to because somebody tidied up. */
  async unarchive(expected: Expected, actor: Actor): Promise<Journey> {
    return this.database.inWorkspace(expected.workspaceId, async (tx) => {
      const journey = await this.archiver.unarchive(this.kind, expected, actor, (object) => {
        if (object.status === 'live') object.status = 'paused';
      });
      await this.kind.announce(journey, tx);
      return journey;
    });
  }
}
