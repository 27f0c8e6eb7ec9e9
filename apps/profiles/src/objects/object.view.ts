import { ApiProperty } from '@nestjs/swagger';
import type { Actor } from '@rapport/access';
import { attributeTypes, type AttributeType, type JsonObject } from '@rapport/contracts';
import { etagOf } from '@rapport/http';
import { toIso } from '@rapport/kernel';
import { ActorView } from '@rapport/versioned';
import type { ObjectRow } from './persistence/objects.repository.js';
import type { ObjectTypeRow } from './persistence/object-types.repository.js';

const instant = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;

export class AttributeView {
  @ApiProperty({ type: String, example: 'total' }) name: string;
  @ApiProperty({ enum: attributeTypes }) type: AttributeType;
}

export class ObjectTypeView {
  @ApiProperty({ type: String, example: 'order' }) key: string;
  @ApiProperty({ type: String, example: 'Order' }) name: string;
  @ApiProperty({ ...text, description: 'Attribute that holds the key, for batches whose items name none' })
  idField: string | null;
  @ApiProperty({ type: [AttributeView] }) attributes: AttributeView[];
  @ApiProperty(instant) createdAt: string;
  @ApiProperty({ type: ActorView }) createdBy: Actor;
  @ApiProperty(instant) updatedAt: string;
  @ApiProperty({ type: ActorView }) updatedBy: Actor;
  @ApiProperty({ ...instant, nullable: true }) archivedAt: string | null;
}

export class ObjectTypeList {
  @ApiProperty({ type: [ObjectTypeView] }) data: ObjectTypeView[];
  @ApiProperty({ ...text, description: 'Always null: a workspace has few' }) nextCursor: null;
}

export class ObjectView {
  @ApiProperty({ type: String, example: 'order' }) type: string;
  @ApiProperty({ type: String, example: 'A-1' }) key: string;
  @ApiProperty({ type: 'object', additionalProperties: true }) attributes: JsonObject;
  @ApiProperty({
    type: [String],
    description: 'Identifiers of the people it belongs to',
    example: ['user_id:42'],
  })
  profiles: string[];
  @ApiProperty({ type: [String], example: ['group_id:acme'] }) groups: string[];
  @ApiProperty({ ...instant, description: 'When it changed last' }) updatedAt: string;
  @ApiProperty({ type: 'integer', description: 'Rises with every change' }) version: number;
}

export class ObjectPageView {
  @ApiProperty({ type: [ObjectView] }) data: ObjectView[];
  @ApiProperty(text) nextCursor: string | null;
}

export class BatchResult {
  @ApiProperty({ type: 'integer', description: 'Place in the batch' }) index: number;
  @ApiProperty({ ...text }) key: string | null;
  @ApiProperty({ enum: ['saved', 'older', 'rejected'], description: '`older`: something newer is known' })
  status: 'saved' | 'older' | 'rejected';
  @ApiProperty({ type: [Object], description: 'What is wrong, by field' })
  errors: { field: string; rule: string; message: string }[];
}

export class BatchAnswer {
  @ApiProperty({ type: [BatchResult] }) results: BatchResult[];
}

export function viewOfType({ revision: _revision, ...row }: ObjectTypeRow): ObjectTypeView {
  return {
    ...row,
    createdAt: toIso(row.createdAt.getTime()),
    updatedAt: toIso(row.updatedAt.getTime()),
    archivedAt: row.archivedAt && toIso(row.archivedAt.getTime()),
  };
}

export function viewOfObject(row: ObjectRow): ObjectView {
  return {
    type: row.type,
    key: row.key,
    attributes: row.attributes ?? {},
    profiles: row.people,
    groups: row.groups.map((group) => `group_id:${group}`),
    updatedAt: toIso(row.updatedAt.getTime()),
    version: row.version,
  };
}

export function etagOfObject({ type, key, version }: Pick<ObjectView, 'type' | 'key' | 'version'>): string {
  return etagOf([type, key, version]);
}
