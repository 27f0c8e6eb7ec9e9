import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { familiesOf, settleGroups } from './domain/settle-groups.js';
import type { RunStanding } from './domain/settle-runs.js';
import { InterruptedRunsRepository } from './interrupted-runs.repository.js';
import { JourneyVersionsRepository, versionKeyOf } from './journey-versions.repository.js';
import { RunTimers } from './run-timers.js';
import { SettleMessages } from './settle-messages.usecase.js';
import type { RunGroup, SettlingRun } from './domain/settle-groups.js';
import { StandingsRepository } from './standings.repository.js';

/** Ends runs that a merge made superfluous, resumes those that an unmerge freed, and calls off what would be sent twice. */
@Injectable()
export class SettleRuns {
  constructor(
    private readonly standings: StandingsRepository,
    private readonly versions: JourneyVersionsRepository,
    private readonly interrupted: InterruptedRunsRepository,
    private readonly messages: SettleMessages,
    private readonly timers: RunTimers,
  ) {}

  /** A fixed number of statements, however many people. */
  async execute(groups: readonly RunGroup[], tx: EntityManager): Promise<void> {
    const runs = await this.standings.lock(groups, tx);
    if (runs.length === 0) return;
    const versions = await this.versions.load(runs, tx);
    const settled = settleGroups(
      runs.map((run) => ({ ...run, reentry: versions.get(versionKeyOf(run))?.definition.entry?.reentry })),
    );
    const of = (change: RunStanding['change']): SettlingRun[] =>
      settled.flatMap(({ run, standing }) => (standing.change === change ? [run] : []));
    const resumed = of('resume');
    await this.interrupted.interrupt(of('close'), 'merged', tx);
    await this.interrupted.resume(resumed, tx);
    await this.standings.saveTwins(
      settled.flatMap(({ run, standing }) =>
        run.twinOf === standing.twinOf ? [] : [{ ...run, twinOf: standing.twinOf }],
      ),
      tx,
    );
    await this.messages.execute(familiesOf(settled), tx);
    if (resumed.length > 0) this.timers.expectNow(tx);
  }
}
