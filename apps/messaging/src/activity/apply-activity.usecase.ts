import { Injectable } from '@nestjs/common';
import type { ProfileActivity, ProfilesMerged, ProfilesUnmerged } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { FollowMerges } from '../journeys/follow-merges.usecase.js';
import type { PersonalFact } from '../journeys/find-entrants.js';
import { RunHomes } from '../journeys/run-homes.repository.js';
import { StartRuns } from '../journeys/start-runs.usecase.js';
import { type AppliedActivity, foldRecipients, idsIn } from '../recipients/domain/fold-recipients.js';
import { RecipientWriter } from '../recipients/recipient-writer.repository.js';
import { anchorOf } from './domain/read-activity.js';

/**
 * What messaging does with a chunk of profile activity, in the transaction that moves the consumer's offset: lock the people
 * concerned, bring the read model up to date, follow merges, start runs. A fixed number of statements, whatever the chunk: merges
 * come first, and what happened starts its runs for whoever it belongs to after them.
 */
@Injectable()
export class ApplyActivity {
  constructor(
    private readonly recipients: RecipientWriter,
    private readonly merges: FollowMerges,
    private readonly homes: RunHomes,
    private readonly starts: StartRuns,
  ) {}

  async execute(activities: readonly ProfileActivity[], partition: number, tx: EntityManager): Promise<void> {
    const keys = activities.flatMap((activity) =>
      idsIn(activity).map((profileId) => ({ workspaceId: activity.workspaceId, profileId })),
    );
    const rows = await this.recipients.lock(keys, tx);
    const { changed, applied } = foldRecipients(rows, activities);
    await this.recipients.save(changed, tx);
    const changes = applied.map(({ activity }) => activity).filter(isIdentityChange);
    await this.merges.execute(changes, tx);
    const facts = applied.filter(({ activity }) => !isIdentityChange(activity)).map(factOf);
    await this.starts.execute(await this.atHome(facts, changes, tx), partition, tx);
  }

  /** Facts of profiles that are retired, or that this chunk changes, belong to whoever holds their anchor now. */
  private async atHome(
    facts: readonly (PersonalFact & { profileId: string })[],
    changes: readonly (ProfilesMerged | ProfilesUnmerged)[],
    tx: EntityManager,
  ): Promise<PersonalFact[]> {
    const unsettled = new Set(changes.flatMap((change) => idsIn(change)));
    const astray = facts.filter(
      ({ profileId, person }) => profileId !== person.profileId || unsettled.has(profileId),
    );
    const holders = await this.homes.holdersOf(astray, tx);
    return facts.map((fact) => {
      const holder = astray.includes(fact) ? holders.get(`${fact.workspaceId}|${fact.anchor}`) : undefined;
      return holder ? { ...fact, person: { ...fact.person, profileId: holder.profileId } } : fact;
    });
  }
}

function isIdentityChange(activity: ProfileActivity): activity is ProfilesMerged | ProfilesUnmerged {
  return activity.kind === 'profiles_merged' || activity.kind === 'profiles_unmerged';
}

function factOf({ activity, person }: AppliedActivity): PersonalFact & { profileId: string } {
  const event = activity.kind === 'event_applied' ? activity.event : null;
  const changes =
    activity.kind === 'event_applied' || activity.kind === 'traits_changed' ? activity.changes : [];
  const { workspaceId, profileId, cause, mode, occurredAt } = activity;
  return {
    workspaceId,
    profileId,
    cause,
    mode,
    occurredAt,
    event,
    changes,
    person,
    anchor: anchorOf(activity),
  };
}
