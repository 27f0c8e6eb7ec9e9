import { Injectable } from '@nestjs/common';
import type { ProfilesMerged, ProfilesUnmerged } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { keyOf, type Recipient } from '../recipients/domain/recipient.js';
import { EndRuns } from './end-runs.usecase.js';

/**
 * Runs follow their person (identity.md 7.3). The message on the survivor's key moves them, the one on a restored id's key
 * brings them back; the others only close their streams.
 */
@Injectable()
export class FollowMerges {
  constructor(private readonly runs: EndRuns) {}

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
      const { into } = activity;
      const from = activity.from.filter(isNews);
      if (activity.profileId === into && from.length > 0)
        await this.runs.merged(workspaceId, { from, into }, tx);
      return;
    }
    const { from, to, identifiers } = activity;
    if (activity.profileId === to && isNews(to)) {
      await this.runs.unmerged(workspaceId, { from, to, identifiers }, tx);
    }
  }
}

/** The same change was read before, on the stream of another id. */
function isSameLink(row: Recipient, activity: ProfilesMerged | ProfilesUnmerged): boolean {
  return row.mergedInto === (activity.kind === 'profiles_merged' ? activity.into : null);
}
