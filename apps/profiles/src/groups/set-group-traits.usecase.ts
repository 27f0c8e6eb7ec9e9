import { Inject, Injectable } from '@nestjs/common';
import type { JsonObject } from '@rapport/contracts';
import { Database } from '@rapport/database';
import { EventBus } from '@rapport/event-bus';
import { CLOCK } from '@rapport/http';
import { type Clock, ProblemError, toIso } from '@rapport/kernel';
import type { GroupRef } from './domain/group-ref.js';
import { saidNow } from './said-now.js';
import { FindGroup } from './find-group.js';
import { type GroupView, viewOfGroup } from './group.view.js';
import { GroupReader } from './persistence/group-reader.repository.js';
import { SaveGroups } from './save-groups.js';

/**
 * Traits of a group, set without a person. It does not pass through the topic of events, as a group call does: an event is
 * filed under somebody and ordered with what else they do, and here is nobody. What it says is folded by the same code, at
 * a moment of its own, so that it and group calls commute.
 */
@Injectable()
export class SetGroupTraits {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FindGroup) private readonly findGroup: FindGroup,
    @Inject(SaveGroups) private readonly saveGroups: SaveGroups,
    @Inject(GroupReader) private readonly groups: GroupReader,
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A `group_id:…` of which nobody has spoken yet becomes a group. @throws ProblemError `not_found` */
  async execute(workspaceId: string, ref: GroupRef, traits: JsonObject): Promise<GroupView> {
    const now = this.clock.now();
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const { id, value } = await this.findGroup.resolveOrName(tx, workspaceId, ref);
      const moment = saidNow(workspaceId, now);
      const writes = {
        groups: [{ workspaceId, id, value }],
        traits: [{ workspaceId, groupId: id, moment, traits }],
      };
      await this.bus.publish(await this.saveGroups.execute(tx, writes, toIso(now)), tx);
      const row = await this.groups.find(tx, workspaceId, id);
      if (!row) throw new ProblemError('not_found');
      return viewOfGroup(row);
    });
  }
}
