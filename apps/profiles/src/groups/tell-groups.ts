import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { EventBus } from '@rapport/event-bus';
import type { EntityManager } from 'typeorm';
import { activityMessage } from '../apply/activity-messages.js';
import type { IdentityNode } from '../apply/domain/evidence.js';
import type { Moment } from '../apply/domain/moment.js';
import { ProfileSnapshotText, storedTraits } from '../apply/domain/profile-snapshot.js';
import { factsOfNodes } from '../apply/domain/project-profile.js';
import { ProfileRepository } from '../persistence/profile.repository.js';

export interface ChangedGroups {
  workspaceId: string;
  /** All identifiers of the person, locked. */
  nodes: readonly IdentityNode[];
  /** The customer's ids of the groups that the person is in now, the current one first. */
  groups: string[];
  by: Actor;
  /** ISO 8601 */
  at: string;
  moment: Moment;
}

/** Publishes `groups_changed`: somebody is in other groups now, and no event said so. */
@Injectable()
export class TellGroups {
  constructor(
    @Inject(ProfileRepository) private readonly profiles: ProfileRepository,
    @Inject(EventBus) private readonly bus: EventBus,
  ) {}

  async execute(tx: EntityManager, changed: ChangedGroups): Promise<void> {
    const { workspaceId, nodes, groups, by, at, moment } = changed;
    const profileId = nodes[0]?.profileId;
    if (!profileId) return;
    const [stored] = await this.profiles.load(tx, [{ workspaceId, id: profileId }]);
    if (!stored) return;
    const [revision = 0] = await this.profiles.drawRevisions(tx, 1);
    const facts = factsOfNodes(nodes, groups);
    const profile = new ProfileSnapshotText(facts, storedTraits(stored.traits, stored.traitLimit));
    const decision = { type: 'operator', at, moment, actor: by, reason: null, edges: [] } as const;
    const pending = {
      kind: 'groups_changed',
      ...{ profileId, workspaceId },
      causedBy: { type: 'event', occasion: { decision: { ...decision, separation: null, lifted: null } } },
      fields: `,"profile":${profile.text}`,
    } as const;
    await this.bus.publish([activityMessage(pending, revision)], tx);
  }
}
