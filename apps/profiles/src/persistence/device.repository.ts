import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Moment, startOf } from '../apply/domain/moment.js';
import type { DeviceToken, Platform } from '../devices/domain/device-of-event.js';
import { columnsOf, runPrepared, type Statement } from './run-prepared.js';

export interface DeviceWrite extends DeviceToken {
  workspaceId: string;
  id: string;
  nodeId: string;
  /** When its owner used it; empty when only its end was told. */
  moment: Moment;
  dead: { moment: Moment; reason: string } | null;
}

export interface DeviceRow {
  id: string;
  platform: Platform;
  appId: string | null;
  /** Hex. */
  moment: string;
  deadReason: string | null;
}

/** Maxima only: whichever of two writers comes second, the row says the same. */
const raise: Statement = {
  name: 'profiles_raise_devices',
  text: `
    INSERT INTO profiles.devices AS d (
      workspace_id, device_id, node_id, platform, app_id, token, moment, dead_moment, dead_reason)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::bytea[],
      $9::text[]) AS given (workspace_id, device_id, node_id, platform, app_id, token, moment, dead_moment, dead_reason)
    ORDER BY workspace_id, device_id
    ON CONFLICT (workspace_id, device_id) DO UPDATE SET
      node_id = CASE WHEN EXCLUDED.moment > d.moment THEN EXCLUDED.node_id ELSE d.node_id END,
      moment = GREATEST(d.moment, EXCLUDED.moment),
      dead_reason = CASE WHEN d.dead_moment IS NULL OR EXCLUDED.dead_moment > d.dead_moment
        THEN EXCLUDED.dead_reason ELSE d.dead_reason END,
      dead_moment = GREATEST(d.dead_moment, EXCLUDED.dead_moment)
    WHERE EXCLUDED.moment > d.moment OR EXCLUDED.dead_moment > COALESCE(d.dead_moment, '')`,
};

const columns = `
  d.device_id AS id, d.platform, d.app_id AS "appId", encode(d.moment, 'hex') AS moment,
  CASE WHEN d.dead_moment > d.moment THEN d.dead_reason END AS "deadReason"`;

/** Push tokens, each under the identifier whose event carried it last. */
@Injectable()
export class DeviceRepository {
  async raise(tx: EntityManager, devices: readonly DeviceWrite[]): Promise<void> {
    if (devices.length === 0) return;
    const values = columnsOf(devices, 9, (device) => [
      device.workspaceId,
      device.id,
      device.nodeId,
      device.platform,
      device.appId,
      device.token,
      device.moment,
      device.dead?.moment ?? null,
      device.dead?.reason ?? null,
    ]);
    await runPrepared(tx, raise, values);
  }

  /** Devices of a person, last used first; the dead ones on request. */
  async list(
    tx: EntityManager,
    workspaceId: string,
    profileId: string,
    includeDead: boolean,
    limit: number,
  ): Promise<DeviceRow[]> {
    return tx.query(
      `SELECT ${columns} FROM profiles.identity_nodes n
       JOIN profiles.devices d ON d.workspace_id = n.workspace_id AND d.node_id = n.node_id
       WHERE n.workspace_id = $1 AND n.profile_id = $2 AND ($3 OR d.dead_moment IS NULL OR d.dead_moment < d.moment)
       ORDER BY d.moment DESC, d.device_id LIMIT $4`,
      [workspaceId, profileId, includeDead, limit],
    );
  }

  async find(
    tx: EntityManager,
    workspaceId: string,
    profileId: string,
    deviceId: string,
  ): Promise<DeviceRow | undefined> {
    const [row] = await tx.query<DeviceRow[]>(
      `SELECT ${columns} FROM profiles.devices d
       JOIN profiles.identity_nodes n ON n.workspace_id = d.workspace_id AND n.node_id = d.node_id
       WHERE d.workspace_id = $1 AND n.profile_id = $2 AND d.device_id = $3`,
      [workspaceId, profileId, deviceId],
    );
    return row;
  }

  async bury(
    tx: EntityManager,
    workspaceId: string,
    deviceId: string,
    moment: Moment,
    reason: string,
  ): Promise<void> {
    await tx.query(
      `UPDATE profiles.devices SET dead_moment = $3, dead_reason = $4
       WHERE workspace_id = $1 AND device_id = $2 AND (dead_moment IS NULL OR dead_moment < $3)`,
      [workspaceId, deviceId, moment, reason],
    );
  }

  /** Forgets what has been dead for long: no event as old as that is accepted twice. */
  async forgetDead(tx: EntityManager, beforeMs: number): Promise<void> {
    await tx.query('DELETE FROM profiles.devices WHERE dead_moment > moment AND dead_moment < $1', [
      startOf(beforeMs),
    ]);
  }
}
