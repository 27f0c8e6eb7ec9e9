import { ApiProperty } from '@nestjs/swagger';
import { eventTypes, type EventType, type JsonObject } from '@rapport/contracts';
import { publicId, uuidOfBytes } from '@rapport/kernel';
import { sourceOf } from '../apply/domain/moment.js';
import type { IdentifierRow, ProfileRow } from '../persistence/profile-reader.repository.js';
import type { TimelineRow } from '../persistence/timeline.repository.js';
import { effectiveMsOf } from '../apply/domain/moment.js';

const text = { type: String, nullable: true } as const;
const instant = { type: String, format: 'date-time' } as const;
const anyObject = { type: 'object', additionalProperties: true } as const;

export class IdentifierView {
  @ApiProperty({ type: String, example: 'email' }) type: string;
  @ApiProperty({ type: String, example: 'grace@acme.test' }) value: string;
  @ApiProperty({ type: String, description: 'Source of the first event that carried it' }) sourceId: string;
  @ApiProperty(instant) firstSeenAt: string;
  @ApiProperty(instant) lastSeenAt: string;
}

export class ProfileView {
  @ApiProperty({ type: String, example: 'prf_01jd0000000000000000000000' }) id: string;
  @ApiProperty({ ...text, description: 'The user id; of several, the one seen first' }) userId: string | null;
  @ApiProperty({ ...text, description: 'The email identifier that was seen first' }) email: string | null;
  @ApiProperty({ ...text, description: 'The trait `phone`' }) phone: string | null;
  @ApiProperty({ type: [IdentifierView] }) identifiers: IdentifierView[];
  @ApiProperty(anyObject) traits: JsonObject;
  @ApiProperty(text) locale: string | null;
  @ApiProperty({ ...text, example: 'Europe/Berlin' }) timeZone: string | null;
  @ApiProperty(instant) firstSeenAt: string;
  @ApiProperty(instant) lastSeenAt: string;
  @ApiProperty({ ...instant, description: 'When the first event about the person reached Rapport' })
  createdAt: string;
  @ApiProperty(instant) updatedAt: string;
  @ApiProperty({ type: [String], description: 'Ids that answer with this profile' }) mergedFrom: string[];
  @ApiProperty({ type: [String], description: 'Paths whose values are hidden from the caller' })
  masked: string[];
}

export class TimelineEventView {
  @ApiProperty({ type: String }) messageId: string;
  @ApiProperty({ enum: eventTypes }) type: EventType;
  @ApiProperty(text) name: string | null;
  @ApiProperty(instant) timestamp: string;
  @ApiProperty(instant) receivedAt: string;
  @ApiProperty({ type: String }) sourceId: string;
  @ApiProperty({ ...anyObject, nullable: true }) properties: JsonObject | null;
  @ApiProperty(anyObject) context: JsonObject;
}

export class ProfilePage {
  @ApiProperty({ type: [ProfileView] }) data: ProfileView[];
  @ApiProperty(text) nextCursor: string | null;
}

export class TimelinePage {
  @ApiProperty({ type: [TimelineEventView] }) data: TimelineEventView[];
  @ApiProperty(text) nextCursor: string | null;
}

export function viewOfProfile(row: ProfileRow): ProfileView {
  return {
    id: publicId('prf', row.id),
    userId: row.userId,
    email: row.email,
    phone: row.phone,
    identifiers: row.identifiers.map(viewOfIdentifier),
    traits: row.traits,
    locale: row.locale,
    timeZone: row.timeZone,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    mergedFrom: row.mergedFrom.map((id) => publicId('prf', id)),
    masked: [],
  };
}

/** Where and when it was first seen stand in the moment itself. */
function viewOfIdentifier({ type, value, seen, lastSeenAt }: IdentifierRow): IdentifierView {
  const moment = Buffer.from(seen, 'hex');
  return {
    type,
    value,
    sourceId: publicId('src', uuidOfBytes(sourceOf(moment))),
    firstSeenAt: new Date(effectiveMsOf(moment)).toISOString(),
    lastSeenAt: new Date(lastSeenAt).toISOString(),
  };
}

export function viewOfEvent(row: TimelineRow): TimelineEventView {
  return {
    messageId: row.messageId,
    type: row.type,
    name: row.name,
    timestamp: row.timestamp.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    sourceId: publicId('src', row.sourceId),
    properties: row.properties,
    context: row.context,
  };
}
