import { Injectable } from '@nestjs/common';
import type { ProfilesMerged, ProfilesUnmerged } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { RunGroup } from './domain/settle-groups.js';
import { RunHomes } from './run-homes.repository.js';
import { SettleRuns } from './settle-runs.usecase.js';

/**
 * Runs and messages follow their person (identity.md 7.3). Whichever message of a change is read first acts, and acting again
 * changes nothing: who holds an identifier, and which runs stand, is asked anew each time.
 */
@Injectable()
export class FollowMerges {
  constructor(
    private readonly homes: RunHomes,
    private readonly settle: SettleRuns,
  ) {}

  /** After the read model is up to date. A fixed number of statements, whatever the chunk. */
  async execute(changes: readonly (ProfilesMerged | ProfilesUnmerged)[], tx: EntityManager): Promise<void> {
    if (changes.length === 0) return;
    const anchors = changes.flatMap(({ workspaceId, identifiers }) =>
      identifiers.map((anchor) => ({ workspaceId, anchor })),
    );
    const retired = changes.flatMap((change) =>
      change.kind === 'profiles_merged'
        ? change.from.map((profileId) => ({ workspaceId: change.workspaceId, profileId }))
        : [],
    );
    const moved = await this.homes.bringHome(anchors, retired, tx);
    const groups = moved.flatMap(({ workspaceId, journeyId, key, from, to }): RunGroup[] =>
      [from, to].map((profileId) => ({ workspaceId, profileId, journeyId, key })),
    );
    await this.settle.execute(groups, tx);
  }
}
