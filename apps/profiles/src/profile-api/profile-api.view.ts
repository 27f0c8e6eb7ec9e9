import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { JsonObject, JsonValue } from '@rapport/contracts';
import { publicId, toIso } from '@rapport/kernel';
import { type Moment, partsOfMoment } from '../apply/domain/moment.js';
import type { ApiCursor } from './domain/api-cursor.js';
import { type ApiErrorCode, apiErrorCodes, deletionErrorCodes } from './domain/api-error.js';
import { type CollectionName, collections, type ExternalId, type SubjectMetadata } from './subject.js';

const anyObject = { type: 'object', additionalProperties: true } as const;
const instant = { type: String, format: 'date-time' } as const;
const text = { type: String, nullable: true } as const;

export class CursorView implements ApiCursor {
  @ApiProperty({ type: String }) url: string;
  @ApiProperty({ type: Boolean }) has_more: boolean;
  @ApiProperty({ type: String, description: 'Empty on the last page' }) next: string;
  @ApiProperty({ type: 'integer' }) limit: number;
}

export class VerboseTrait {
  @ApiProperty({ description: 'any JSON value' }) value: JsonValue;
  @ApiProperty({ type: String }) source_id: string;
  @ApiProperty(instant) updated_at: string;
}

@ApiExtraModels(VerboseTrait)
export class TraitsAnswer {
  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{}, { $ref: getSchemaPath(VerboseTrait) }] },
    description: 'Values; with `verbose` what set each',
  })
  traits: Record<string, JsonValue | VerboseTrait>;
  @ApiProperty({ type: CursorView }) cursor: ApiCursor;
}

export class ExternalIdView {
  @ApiProperty({ type: String }) source_id: string;
  @ApiProperty({ enum: collections }) collection: CollectionName;
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) type: string;
  @ApiProperty(instant) created_at: string;
  @ApiProperty({ enum: ['none'] }) encoding: 'none';
  @ApiProperty({ type: String }) first_message_id: string;
}

export class ExternalIdsAnswer {
  @ApiProperty({ type: [ExternalIdView] }) data: ExternalIdView[];
  @ApiProperty({ type: CursorView }) cursor: ApiCursor;
}

export class EventExternalId {
  @ApiProperty({ enum: collections }) collection: CollectionName;
  @ApiProperty({ type: String }) type: string;
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ enum: ['none'] }) encoding: 'none';
}

export class RelatedView {
  @ApiProperty({ type: String }) users: string;
}

export class ApiEventView {
  @ApiProperty({ type: [EventExternalId] }) external_ids: EventExternalId[];
  @ApiProperty({ ...anyObject, description: 'Without `consent`' }) context: JsonObject;
  @ApiProperty({ type: String }) type: string;
  @ApiProperty({ type: String }) source_id: string;
  @ApiProperty({ type: String }) message_id: string;
  @ApiProperty(instant) timestamp: string;
  @ApiProperty(anyObject) properties: JsonObject;
  @ApiProperty({ type: String, required: false, description: 'Of a track call' }) event?: string;
  @ApiProperty({ type: String, required: false, description: 'Of a page or screen call' }) name?: string;
  @ApiPropertyOptional({ ...anyObject, description: 'Of an identify or group call' })
  traits?: JsonObject;
  @ApiProperty({ type: RelatedView, description: 'Who holds the event' }) related: RelatedView;
}

export class EventsAnswer {
  @ApiProperty({ type: [ApiEventView] }) data: ApiEventView[];
  @ApiProperty({ type: CursorView }) cursor: ApiCursor;
}

export class MetadataView {
  @ApiProperty(instant) created_at: string;
  @ApiProperty(instant) updated_at: string;
  @ApiProperty({ ...instant, nullable: true }) expires_at: null;
  @ApiProperty({ type: String }) first_message_id: string;
  @ApiProperty({ type: String }) first_source_id: string;
  @ApiProperty(text) last_message_id: string | null;
  @ApiProperty(text) last_source_id: string | null;
}

export class MetadataAnswer {
  @ApiProperty({ type: MetadataView }) metadata: MetadataView;
}

export class LinkedExternalId {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) type: string;
  @ApiProperty({ type: String }) source_id: string;
  @ApiProperty({ enum: collections }) collection: CollectionName;
  @ApiProperty(instant) created_at: string;
  @ApiProperty({ enum: ['none'] }) encoding: 'none';
}

export class LinkedSubject {
  @ApiProperty({ enum: collections }) to_collection: CollectionName;
  @ApiProperty({ type: [LinkedExternalId] }) external_ids: LinkedExternalId[];
}

export class LinksAnswer {
  @ApiProperty({ type: [LinkedSubject] }) data: LinkedSubject[];
  @ApiProperty({ type: CursorView }) cursor: ApiCursor;
}

export class ApiErrorView {
  @ApiProperty({ enum: [...new Set([...apiErrorCodes, ...deletionErrorCodes])] }) code: ApiErrorCode;
  @ApiProperty({ type: String }) message: string;
}

export class ApiErrorAnswer {
  @ApiProperty({ type: ApiErrorView }) error: ApiErrorView;
}

function said(moment: Moment): { source_id: string; at: string; messageId: string } {
  const { sourceId, timestampMs, messageId } = partsOfMoment(moment);
  return { source_id: publicId('src', sourceId), at: toIso(timestampMs), messageId };
}

export function viewOfTrait(value: JsonValue, moment: Moment | undefined): JsonValue | VerboseTrait {
  if (!moment) return value;
  const { source_id, at } = said(moment);
  return { value, source_id, updated_at: at };
}

export function viewOfExternalId(
  collection: CollectionName,
  { type, value, moment }: ExternalId,
): ExternalIdView {
  const { source_id, at, messageId } = said(moment);
  const stored = { collection, id: value, type, created_at: at, encoding: 'none' } as const;
  return { source_id, ...stored, first_message_id: messageId };
}

export function viewOfLinkedId(
  collection: CollectionName,
  { type, value, moment }: ExternalId,
): LinkedExternalId {
  const { source_id, at } = said(moment);
  return { id: value, type, source_id, collection, created_at: at, encoding: 'none' };
}

export function viewOfMetadata({ createdAt, updatedAt, firstMoment, last }: SubjectMetadata): MetadataView {
  const first = said(firstMoment);
  return {
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
    expires_at: null,
    first_message_id: first.messageId,
    first_source_id: first.source_id,
    last_message_id: last?.messageId ?? null,
    last_source_id: last ? publicId('src', last.sourceId) : null,
  };
}
