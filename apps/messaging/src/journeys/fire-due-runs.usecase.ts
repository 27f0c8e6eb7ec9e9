import { Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import { Database } from '@rapport/database';
import { DecidedSends } from './decided-sends.js';
import { advanceRun, type RunAdvance } from './domain/advance-run.js';
import type { Run, RunPerson } from './domain/run.js';
import { type ClaimedRuns, DueRuns } from './due-runs.js';
import { versionKeyOf } from './journey-versions.repository.js';
import { RunPeople } from './run-people.js';
import { RunsRepository } from './runs.repository.js';

const pageSize = 500;

/**
 * Lets a page of due runs go on: claimed, moved, and what they decided published, in one transaction under the database's
 * clock. So a run that waits goes on exactly once, late if need be, whatever crashes (reliability.md 4.8).
 */
@Injectable()
export class FireDueRuns {
  constructor(
    private readonly database: Database,
    private readonly due: DueRuns,
    private readonly runs: RunsRepository,
    private readonly people: RunPeople,
    private readonly workspaces: WorkspaceDirectory,
    private readonly sends: DecidedSends,
  ) {}

  /** @returns how many runs it dealt with; 0 = nothing that is due can be had */
  async execute(): Promise<number> {
    return this.database.newTransaction(async (tx) => {
      const claimed = await this.due.claim(pageSize, tx);
      const people = await this.people.of(claimed.runs, claimed.versions, tx);
      const moved = claimed.runs.map((before) => ({ before, ...this.moved(before, claimed, people) }));
      await this.runs.save(
        moved.map(({ before, run: after }) => ({ before, after })),
        tx,
      );
      await this.sends.publishOfMoved(
        moved.flatMap(({ intents }) => intents.map(({ send }) => send)),
        tx,
      );
      return moved.length + claimed.parked;
    });
  }

  private moved(run: Run, claimed: ClaimedRuns, people: ReadonlyMap<string, RunPerson>): RunAdvance {
    const journey = claimed.versions.get(versionKeyOf(run));
    const person = people.get(run.id);
    if (!journey || !person) throw new Error(`run ${run.id} has lost its version or its person`);
    const policy = { timeZone: this.workspaces.find(run.workspaceId)?.timeZone ?? 'UTC' };
    return advanceRun({ journey, run, cause: 'timer', person, policy, now: claimed.now });
  }
}
