import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CancelPlanned } from '../delivery/cancel-planned.js';
import { InterruptedRunsRepository, type RunKey } from './interrupted-runs.repository.js';
import { ParkedRunsRepository } from './parked-runs.repository.js';
import { RunTimers } from './run-timers.js';

/** Ends runs from outside, together with what they have planned to send; each in the caller's transaction. */
@Injectable()
export class EndRuns {
  constructor(
    private readonly runs: InterruptedRunsRepository,
    private readonly parked: ParkedRunsRepository,
    private readonly timers: RunTimers,
    private readonly messages: CancelPlanned,
  ) {}

  /** An archived journey lets nobody go on. */
  async archived(workspaceId: string, journeyId: string, tx: EntityManager): Promise<void> {
    await this.runs.interruptJourney(workspaceId, journeyId, 'archived', { onlyLate: false }, tx);
    await this.messages.execute(tx, workspaceId, 'journey', [journeyId], 'journey_archived');
  }

  /** Runs whose moment passed while their journey was paused. */
  async late(workspaceId: string, journeyId: string, tx: EntityManager): Promise<void> {
    const ended = await this.runs.interruptJourney(workspaceId, journeyId, 'late', { onlyLate: true }, tx);
    await this.messages.execute(tx, workspaceId, 'run', idsOf(ended), 'run_exited');
  }

  /** The same runs go on, one after another. */
  async release(workspaceId: string, journeyId: string, tx: EntityManager): Promise<void> {
    await this.parked.release(workspaceId, journeyId, tx);
    this.timers.expectNow(tx);
  }

  /** Runs whose message will never be sent, and whose step says that they end then. */
  async notSent(workspaceId: string, runIds: readonly string[], tx: EntityManager): Promise<void> {
    const runs = runIds.map((id) => ({ workspaceId, id }));
    const ended = await this.runs.interrupt(runs, 'not_sent', tx);
    await this.messages.execute(tx, workspaceId, 'run', idsOf(ended), 'run_exited');
  }
}

function idsOf(runs: readonly RunKey[]): string[] {
  return runs.map(({ id }) => id);
}
