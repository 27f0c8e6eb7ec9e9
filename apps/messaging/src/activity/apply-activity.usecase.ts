import { Injectable } from '@nestjs/common';
import type { ProfileActivity } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { FollowMerges } from '../journeys/follow-merges.usecase.js';
import { type PersonalFact, StartRuns } from '../journeys/start-runs.usecase.js';
import { type AppliedActivity, foldRecipients, idsIn } from '../recipients/domain/fold-recipients.js';
import { RecipientWriter } from '../recipients/recipient-writer.repository.js';
import { anchorOf } from './domain/read-activity.js';

/**
 * What messaging does with a chunk of profile activity, in the transaction that moves the consumer's offset: lock the people
 * concerned, bring the read model up to date, follow merges, start runs. A fixed number of statements, whatever the chunk.
 */
@Injectable()
export class ApplyActivity {
  constructor(
    private readonly recipients: RecipientWriter,
    private readonly merges: FollowMerges,
    private readonly starts: StartRuns,
  ) {}

  async execute(activities: readonly ProfileActivity[], partition: number, tx: EntityManager): Promise<void> {
    const keys = activities.flatMap((activity) =>
      idsIn(activity).map((profileId) => ({ workspaceId: activity.workspaceId, profileId })),
    );
    const rows = await this.recipients.lock(keys, tx);
    const { changed, applied } = foldRecipients(rows, activities);
    await this.recipients.save(changed, tx);
    let facts: PersonalFact[] = [];
    for (const one of applied) {
      const { activity } = one;
      if (activity.kind === 'profiles_merged' || activity.kind === 'profiles_unmerged') {
        // What happened before the merge must have started its runs before they move.
        await this.starts.execute(facts, partition, tx);
        facts = [];
        await this.merges.execute(activity, rows, tx);
      } else facts.push(factOf(one));
    }
    await this.starts.execute(facts, partition, tx);
  }
}

function factOf({ activity, person }: AppliedActivity): PersonalFact {
  const event = activity.kind === 'event_applied' ? activity.event : null;
  const changes =
    activity.kind === 'event_applied' || activity.kind === 'traits_changed' ? activity.changes : [];
  const { workspaceId, cause, mode, occurredAt } = activity;
  return { workspaceId, cause, mode, occurredAt, event, changes, person, anchor: anchorOf(activity) };
}
