import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { JourneyVersion } from './domain/journey-version.js';
import type { Run } from './domain/run.js';
import { type CatalogueView, JourneyCatalogue } from './journey-catalogue.js';
import { JourneyVersionsRepository } from './journey-versions.repository.js';
import { ParkedRunsRepository } from './parked-runs.repository.js';
import { RunsRepository } from './runs.repository.js';

export interface ClaimedRuns {
  /** Locked, due, and free to go on. */
  runs: Run[];
  versions: ReadonlyMap<string, JourneyVersion>;
  /** Epoch ms, not before any of their moments. */
  now: number;
  /** Runs that wait for their journey to be resumed from now on. */
  parked: number;
}

/** Claims runs whose moment has come. Those of a paused journey are parked, so that no claim meets them again. */
@Injectable()
export class DueRuns {
  constructor(
    private readonly runs: RunsRepository,
    private readonly parked: ParkedRunsRepository,
    private readonly catalogue: JourneyCatalogue,
    private readonly versions: JourneyVersionsRepository,
  ) {}

  async claim(limit: number, tx: EntityManager): Promise<ClaimedRuns> {
    const claimed = await this.runs.claimDue(limit, tx);
    const view = await this.catalogue.current(tx);
    const held = claimed.filter((run) => isPaused(run, view));
    const parked = await this.parked.park(held, tx);
    const runs = claimed.filter((run) => !held.includes(run));
    const versions = await this.versions.load(runs, tx);
    return { runs, versions, now: view.now, parked };
  }
}

function isPaused(run: Run, view: CatalogueView): boolean {
  return view.of(run.workspaceId)?.get(run.journeyId)?.status === 'paused';
}
