import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK } from '@rapport/http';
import { type Clock, toIso } from '@rapport/kernel';
import type { ProfileRef } from '../browse/domain/profile-ref.js';
import type { GroupRef } from './domain/group-ref.js';
import { currentGroups } from './domain/membership.js';
import { saidNow } from './said-now.js';
import { FindGroup } from './find-group.js';
import { LockPerson } from './lock-person.js';
import { MembershipsRepository } from './persistence/memberships.repository.js';
import { TellGroups } from './tell-groups.js';

/** Who leaves which group, and who says so. */
export interface Removal {
  workspaceId: string;
  group: GroupRef;
  person: ProfileRef;
  by: Actor;
}

/**
 * Takes somebody out of a group: a record with a moment of its own on every identifier that the person has now. Events that
 * happened before it and come later do not bring the person back; a later group call does.
 */
@Injectable()
export class RemoveMember {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FindGroup) private readonly findGroup: FindGroup,
    @Inject(LockPerson) private readonly lockPerson: LockPerson,
    @Inject(MembershipsRepository) private readonly memberships: MembershipsRepository,
    @Inject(TellGroups) private readonly tell: TellGroups,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` */
  async execute({ workspaceId, group, person, by }: Removal): Promise<void> {
    await this.database.inWorkspace(workspaceId, async (tx) => {
      const { id: groupId } = await this.findGroup.resolve(tx, workspaceId, group);
      const nodes = await this.lockPerson.execute(tx, workspaceId, person);
      const keys = nodes.map(({ id }) => ({ workspaceId, id }));
      const now = this.clock.now();
      const moment = saidNow(workspaceId, now);
      const known = await this.memberships.load(tx, keys);
      await this.memberships.remove(
        tx,
        keys.map((key) => ({ ...key, groupId, moment })),
      );
      const isIn = currentGroups(known);
      if (!isIn.some((one) => one.groupId === groupId)) return;
      const removed = known.map((one) => (one.groupId === groupId ? { ...one, removedMoment: moment } : one));
      const groups = currentGroups(removed).map(({ groupKey }) => groupKey);
      await this.tell.execute(tx, { workspaceId, nodes, groups, by, at: toIso(now), moment });
    });
  }
}
