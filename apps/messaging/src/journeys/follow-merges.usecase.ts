import { Injectable } from '@nestjs/common';
import type { ProfilesMerged, ProfilesUnmerged } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { keyOf, type Recipient } from '../recipients/domain/recipient.js';
import { InterruptedRunsRepository } from './interrupted-runs.repository.js';
import { RunTimers } from './run-timers.js';

/**
 * Runs follow their person (identity.md 7.3). The message on the survivor's key moves them, the one on a restored id's key
 * brings them back; the others only close their streams.
 */
@Injectable()
export class FollowMerges {
  constructor(
    private readonly runs: InterruptedRunsRepository,
    private readonly timers: RunTimers,
  ) {}

  /** `before`: the read model before this chunk, which tells what was linked by a later message that was read earlier. */
  async execute(
    activity: ProfilesMerged | ProfilesUnmerged,
    before: ReadonlyMap<string, Recipient>,
    tx: EntityManager,
  ): Promise<void> {
    const { workspaceId } = activity;
    const isNews = (profileId: string): boolean => {
      const row = before.get(keyOf({ workspaceId, profileId }));
      return !row || BigInt(activity.revision) > row.linkedRevision || isSameLink(row, activity);
    };
    if (activity.kind === 'profiles_merged') {
      if (activity.profileId !== activity.into) return;
      const from = activity.from.filter(isNews);
      if (from.length === 0) return;
      await this.runs.merge(workspaceId, { from, into: activity.into }, tx);
      return;
    }
    if (activity.profileId !== activity.to || !isNews(activity.to)) return;
    const { from, to, identifiers } = activity;
    const resumed = await this.runs.undoMerge(workspaceId, { from, to, identifiers }, tx);
    if (resumed.length > 0) this.timers.expectNow(tx);
  }
}

