import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { JourneyDraft } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, ProblemError } from '@rapport/kernel';
import {
  FindObjects,
  statusOf,
  VersionedRepository,
  type Expected,
  type VersionedObject,
} from '@rapport/versioned';
import type { EntityManager } from 'typeorm';
import { EndRuns } from './end-runs.usecase.js';
import { JourneyKind } from './journey.kind.js';

type Journey = VersionedObject<JourneyDraft>;

/** Holds a live journey, and lets it go on: meanwhile nobody enters and timers wait. Doing so twice changes nothing. */
@Injectable()
export class HoldJourneys {
  constructor(
    private readonly database: Database,
    private readonly finder: FindObjects,
    private readonly objects: VersionedRepository,
    private readonly kind: JourneyKind,
    private readonly ends: EndRuns,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `state_conflict` when it is neither live nor paused */
  async pause(expected: Expected, actor: Actor): Promise<Journey> {
    return this.move(expected, actor, 'paused', async () => undefined);
  }

  /** What came due meanwhile goes on, one after another, or ends as `late`. @throws ProblemError as `pause` */
  async resume(expected: Expected, late: 'run' | 'exit', actor: Actor): Promise<Journey> {
    return this.move(expected, actor, 'live', ({ workspaceId, id }, tx) =>
      late === 'exit' ? this.ends.late(workspaceId, id, tx) : this.ends.release(workspaceId, id, tx),
    );
  }

  private async move(
    expected: Expected,
    actor: Actor,
    to: 'live' | 'paused',
    effect: (journey: Journey, tx: EntityManager) => Promise<void>,
  ): Promise<Journey> {
    return this.database.inWorkspace(expected.workspaceId, async (tx) => {
      const journey = await this.finder.lock(tx, this.kind, expected);
      const status = statusOf(journey);
      if (status === to) return journey;
      if (status !== 'live' && status !== 'paused') {
        throw new ProblemError('state_conflict', { detail: `The journey is ${status}.` });
      }
      await effect(journey, tx);
      await this.kind.announce(journey, tx);
      Object.assign(journey, { status: to, updatedAt: new Date(this.clock.now()), updatedBy: actor });
      await this.objects.save(tx, journey);
      return journey;
    });
  }
}
