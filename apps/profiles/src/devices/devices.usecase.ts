import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK } from '@rapport/http';
import { type Clock, newId, ProblemError } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { deviceIdOf } from '../apply/derive-ids.js';
import { type Moment, momentOf } from '../apply/domain/moment.js';
import type { ProfileRef } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import { DeviceRepository } from '../persistence/device.repository.js';
import { type DeviceList, type DeviceView, viewOfDevice } from './device.view.js';
import type { DeviceToken } from './domain/device-of-event.js';

/** More than anybody has; the oldest are not shown. */
const mostShown = 100;
const nobody = '00000000-0000-0000-0000-000000000000';

/** A person's push tokens, as the API knows them. */
@Injectable()
export class Devices {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(FindProfile) private readonly people: FindProfile,
    @Inject(DeviceRepository) private readonly devices: DeviceRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found` */
  async list(workspaceId: string, ref: ProfileRef, includeDead: boolean): Promise<DeviceList> {
    const rows = await this.database.inWorkspace(workspaceId, async (tx) => {
      const profileId = await this.profileOf(tx, workspaceId, ref);
      return this.devices.list(tx, workspaceId, profileId, includeDead, mostShown);
    });
    return { data: rows.map(viewOfDevice), nextCursor: null };
  }

  /** From now on the token is this person's, whoever had it. @throws ProblemError `not_found` */
  async register(workspaceId: string, ref: ProfileRef, token: DeviceToken): Promise<DeviceView> {
    const identityKey = (await this.workspaces.get(workspaceId))?.identityKey;
    if (!identityKey) throw new ProblemError('not_found');
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const holder = await this.people.resolveNode(tx, workspaceId, ref);
      if (!holder) throw new ProblemError('not_found');
      const { profileId, nodeId } = holder;
      const id = deviceIdOf(identityKey, token);
      await this.devices.raise(tx, [{ workspaceId, id, nodeId, ...token, moment: this.now(), dead: null }]);
      const row = await this.devices.find(tx, workspaceId, profileId, id);
      if (!row) throw new ProblemError('state_conflict', { detail: 'Somebody else has just registered it.' });
      return viewOfDevice(row);
    });
  }

  /** @throws ProblemError `not_found` */
  async remove(workspaceId: string, ref: ProfileRef, deviceId: string): Promise<void> {
    await this.database.inWorkspace(workspaceId, async (tx) => {
      const profileId = await this.profileOf(tx, workspaceId, ref);
      const device = await this.devices.find(tx, workspaceId, profileId, deviceId);
      if (!device || device.deadReason !== null) throw new ProblemError('not_found');
      await this.devices.bury(tx, workspaceId, deviceId, this.now(), 'removed');
    });
  }

  private async profileOf(tx: EntityManager, workspaceId: string, ref: ProfileRef): Promise<string> {
    const profileId = await this.people.resolve(tx, workspaceId, ref);
    if (profileId === undefined) throw new ProblemError('not_found');
    return profileId;
  }

  private now(): Moment {
    const now = this.clock.now();
    return momentOf({ timestampMs: now, receivedAtMs: now, index: 0, sourceId: nobody, messageId: newId() });
  }
}
