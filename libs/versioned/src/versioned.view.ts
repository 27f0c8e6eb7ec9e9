import type { Actor } from '@rapport/access';
import { ApiProperty } from '@nestjs/swagger';
import { publicId, toIso, type IdPrefix } from '@rapport/kernel';
import {
  hasUnpublishedChanges,
  statusOf,
  type PublishedVersion,
  type VersionedObject,
} from './versioned-object.js';

const who = {
  type: 'object',
  properties: {
    kind: { type: 'string', enum: ['member', 'api_key', 'system'] },
    id: { type: 'string', nullable: true },
    name: { type: 'string', nullable: true },
  },
} as const;

export class ActorView implements Actor {
  @ApiProperty({ enum: ['member', 'api_key', 'system'] }) kind: Actor['kind'];
  @ApiProperty({ type: String, nullable: true }) id: string | null;
  @ApiProperty({ type: String, nullable: true }) name: string | null;
}

export class PublishedView {
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ type: String, format: 'date-time' }) publishedAt: string;
  @ApiProperty({ type: ActorView }) publishedBy: Actor;
}

/** What every object with versions shows (api.md 2.7). */
export class VersionedObjectView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) key: string;
  @ApiProperty({ type: String }) name: string;
  @ApiProperty({ type: String, nullable: true }) description: string | null;
  @ApiProperty({ type: [String] }) tags: string[];
  @ApiProperty({ type: String }) status: string;
  @ApiProperty({ type: Object, nullable: true, required: false }) draft?: unknown;
  @ApiProperty({ type: PublishedView, nullable: true }) published: PublishedView | null;
  @ApiProperty({ type: Boolean }) hasUnpublishedChanges: boolean;
  @ApiProperty({ type: String, format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: ActorView }) createdBy: Actor;
  @ApiProperty({ type: String, format: 'date-time' }) updatedAt: string;
  @ApiProperty({ type: ActorView }) updatedBy: Actor;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) archivedAt: string | null;
}

export class VersionView {
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ type: Object, required: false }) content?: unknown;
  @ApiProperty({ type: String, description: 'sha256 over the content.' }) checksum: string;
  @ApiProperty({ type: String, nullable: true }) comment: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) publishedAt: string;
  @ApiProperty(who) publishedBy: Actor;
}

export class ProblemsView {
  @ApiProperty({
    type: 'array',
    items: {
      type: 'object',
      properties: {
        severity: { type: 'string', enum: ['error', 'warning'] },
        code: { type: 'string' },
        field: { type: 'string' },
        step: { type: 'string' },
        message: { type: 'string' },
        count: { type: 'integer' },
      },
    },
  })
  problems: unknown[];
}

/** Lists leave the draft out. */
export function viewOf(object: VersionedObject, idPrefix: IdPrefix, withDraft: boolean): VersionedObjectView {
  const { publishedVersion, publishedAt, publishedBy } = object;
  const published =
    publishedVersion !== null && publishedAt && publishedBy
      ? { version: publishedVersion, publishedAt: toIso(publishedAt.getTime()), publishedBy }
      : null;
  return {
    id: publicId(idPrefix, object.id),
    key: object.key,
    name: object.name,
    description: object.description,
    tags: object.tags,
    status: statusOf(object),
    ...(withDraft && { draft: object.draft }),
    published,
    hasUnpublishedChanges: hasUnpublishedChanges(object),
    createdAt: toIso(object.createdAt.getTime()),
    createdBy: object.createdBy,
    updatedAt: toIso(object.updatedAt.getTime()),
    updatedBy: object.updatedBy,
    archivedAt: object.archivedAt && toIso(object.archivedAt.getTime()),
  };
}

export function versionViewOf(version: PublishedVersion, withContent: boolean): VersionView {
  return {
    version: version.version,
    ...(withContent && { content: version.content }),
    checksum: version.checksum,
    comment: version.comment,
    publishedAt: toIso(version.publishedAt.getTime()),
    publishedBy: version.publishedBy,
  };
}
