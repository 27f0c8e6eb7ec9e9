import { ApiProperty } from '@nestjs/swagger';
import { publicId, toIso } from '@rapport/kernel';
import { effectiveMsOf } from '../apply/domain/moment.js';
import type { DeviceRow } from '../persistence/device.repository.js';
import { type Platform, platforms } from './domain/device-of-event.js';

const text = { type: String, nullable: true } as const;

export class DeviceView {
  @ApiProperty({ type: String, example: 'dvc_01jd0000000000000000000000' }) id: string;
  @ApiProperty({ enum: platforms }) platform: Platform;
  @ApiProperty({ ...text, example: 'com.acme.shop' }) appId: string | null;
  @ApiProperty({ ...text, format: 'date-time', description: 'null when only its end was told' })
  lastSeenAt: string | null;
  @ApiProperty({ enum: ['active', 'dead'] }) state: 'active' | 'dead';
  @ApiProperty({ ...text, description: '`removed`, `uninstalled`, `bounced`' }) deadReason: string | null;
}

export class DeviceList {
  @ApiProperty({ type: [DeviceView] }) data: DeviceView[];
  @ApiProperty({ ...text, description: 'Always null: a person has few' }) nextCursor: null;
}

export function viewOfDevice({ id, platform, appId, moment, deadReason }: DeviceRow): DeviceView {
  return {
    id: publicId('dvc', id),
    platform,
    appId,
    lastSeenAt: moment === '' ? null : toIso(effectiveMsOf(Buffer.from(moment, 'hex'))),
    state: deadReason === null ? 'active' : 'dead',
    deadReason,
  };
}
