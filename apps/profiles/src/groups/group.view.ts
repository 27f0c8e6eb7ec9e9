import { ApiProperty } from '@nestjs/swagger';
import type { JsonObject } from '@rapport/contracts';
import { publicId } from '@rapport/kernel';
import type { GroupRow } from './persistence/group-reader.repository.js';

const instant = { type: String, format: 'date-time' } as const;

export class GroupView {
  @ApiProperty({ type: String, example: 'grp_01jd0000000000000000000000' }) id: string;
  @ApiProperty({ type: String, example: 'acme', description: 'Your own id of it, as SDKs send it' })
  groupId: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) traits: JsonObject;
  @ApiProperty({ type: 'integer', description: 'People in it now' }) profileCount: number;
  @ApiProperty({ type: Boolean, description: 'False: so many were counted, and there are more' })
  profileCountExact: boolean;
  @ApiProperty({ ...instant, description: 'When Rapport first heard of it' }) createdAt: string;
  @ApiProperty({ ...instant, description: 'When its traits changed last' }) updatedAt: string;
}

export class GroupPage {
  @ApiProperty({ type: [GroupView] }) data: GroupView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export function viewOfGroup(row: GroupRow): GroupView {
  return {
    id: publicId('grp', row.id),
    groupId: row.value,
    traits: row.traits,
    profileCount: row.people,
    profileCountExact: row.counted,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
