import { ApiProperty } from '@nestjs/swagger';
import { publicId } from '@rapport/kernel';
import { ActorAnswer } from '../http/actor.answer.js';
import type { SourceRecord, WriteKeyRecord } from './source.js';
import { RateLimitBody, sourceKinds } from './sources.dto.js';

export class WriteKeyAnswer {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string', description: 'Public, and readable again.' })
  key: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  lastUsedAt: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expiresAt: string | null;
}

export class SourceAnswer {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ enum: sourceKinds })
  kind: string;

  @ApiProperty({ type: 'boolean' })
  enabled: boolean;

  @ApiProperty({ type: 'string', description: 'The newest of its keys.' })
  writeKey: string;

  @ApiProperty({ type: [WriteKeyAnswer] })
  writeKeys: WriteKeyAnswer[];

  @ApiProperty({ type: [String] })
  allowedOrigins: string[];

  @ApiProperty({ type: RateLimitBody, nullable: true })
  rateLimit: RateLimitBody | null;

  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'Types of identifiers that its events are matched on; null: every one.',
  })
  matchOn: string[] | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The tracking plan its events are held against; set with PUT /tracking-plans/{id}/sources.',
  })
  trackingPlanId: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: ActorAnswer })
  createdBy: ActorAnswer;

  @ApiProperty({ type: 'string', format: 'date-time' })
  updatedAt: string;

  @ApiProperty({ type: ActorAnswer })
  updatedBy: ActorAnswer;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  archivedAt: string | null;
}

export class SourcePage {
  @ApiProperty({ type: [SourceAnswer] })
  data: SourceAnswer[];

  @ApiProperty({ type: 'string', nullable: true })
  nextCursor: string | null;
}

export class SnippetsAnswer {
  @ApiProperty({ type: 'string' })
  html: string;

  @ApiProperty({ type: 'string' })
  npm: string;

  @ApiProperty({ type: 'string' })
  curl: string;

  @ApiProperty({ type: 'string' })
  node: string;

  @ApiProperty({ type: 'string' })
  python: string;
}

export function writeKeyAnswer(key: WriteKeyRecord): WriteKeyAnswer {
  return {
    id: publicId('wkk', key.id),
    key: key.key,
    createdAt: key.createdAt.toISOString(),
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
  };
}

export function sourceAnswer(source: SourceRecord): SourceAnswer {
  return {
    id: publicId('src', source.id),
    name: source.name,
    kind: source.kind,
    enabled: source.enabled,
    writeKey: source.writeKeys[0]?.key ?? '',
    writeKeys: source.writeKeys.map(writeKeyAnswer),
    allowedOrigins: source.allowedOrigins,
    rateLimit: source.eventsPerSecond === null ? null : { eventsPerSecond: source.eventsPerSecond },
    matchOn: source.matchOn,
    trackingPlanId: source.trackingPlanId === null ? null : publicId('tpn', source.trackingPlanId),
    createdAt: source.createdAt.toISOString(),
    createdBy: source.createdBy,
    updatedAt: source.updatedAt.toISOString(),
    updatedBy: source.updatedBy,
    archivedAt: source.archivedAt?.toISOString() ?? null,
  };
}
