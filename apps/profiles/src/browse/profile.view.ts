import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { eventTypes, type EventType, type JsonObject } from '@rapport/contracts';
import { publicId } from '@rapport/kernel';
import type { TraitWinnerRow } from '../persistence/evidence-reader.repository.js';
import type { IdentifierRow, ProfileRow } from '../persistence/profile-reader.repository.js';
import type { RefusedLink, TimelineRow } from '../persistence/timeline.repository.js';
import { saidAt, TraitDetail } from './evidence/evidence.view.js';

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

export class GroupOfProfileView {
  @ApiProperty({ type: String, example: 'grp_01jd0000000000000000000000' }) id: string;
  @ApiProperty({ type: String, example: 'acme' }) groupId: string;
}

@ApiExtraModels(TraitDetail)
export class ProfileView {
  @ApiProperty({ type: String, example: 'prf_01jd0000000000000000000000' }) id: string;
  @ApiProperty({ ...text, description: 'The user id; of several, the one seen first' }) userId: string | null;
  @ApiProperty({ ...text, description: 'The email identifier that was seen first' }) email: string | null;
  @ApiProperty({ ...text, description: 'The trait `phone`' }) phone: string | null;
  @ApiProperty({ type: [IdentifierView] }) identifiers: IdentifierView[];
  @ApiProperty(anyObject) traits: JsonObject;
  @ApiProperty({ type: [GroupOfProfileView], description: 'The current one first' })
  groups: GroupOfProfileView[];
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(TraitDetail) },
    description: 'With `include=traitDetails`: which event set each trait',
  })
  traitDetails?: Record<string, TraitDetail>;
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

export class RefusedLinkView implements RefusedLink {
  @ApiProperty({ type: String }) type: string;
  @ApiProperty({ type: String }) value: string;
  @ApiProperty({ type: String, example: 'refused_limit', description: 'When the event was applied' })
  reason: string;
}

export class TimelineEventView {
  @ApiProperty({ type: String, example: 'evt_01jd0000000000000000000000' }) id: string;
  @ApiProperty({ type: String }) messageId: string;
  @ApiProperty({ enum: eventTypes }) type: EventType;
  @ApiProperty(text) name: string | null;
  @ApiProperty(instant) timestamp: string;
  @ApiProperty(instant) receivedAt: string;
  @ApiProperty({ type: String }) sourceId: string;
  @ApiProperty({ ...anyObject, nullable: true }) properties: JsonObject | null;
  @ApiProperty({ ...anyObject, nullable: true, description: 'Of identify and group calls' })
  traits: JsonObject | null;
  @ApiProperty(anyObject) context: JsonObject;
  @ApiProperty({
    type: [RefusedLinkView],
    description: 'Identifiers that it named and that stayed with others',
  })
  refusedLinks: RefusedLink[];
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
    groups: row.groups.map(({ id, value }) => ({ id: publicId('grp', id), groupId: value })),
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

/** Of the traits that are shown; what is hidden by a limit, or deleted, has no detail either. */
export function viewOfTraitDetails(
  traits: JsonObject,
  winners: readonly TraitWinnerRow[],
): Record<string, TraitDetail> {
  const shown = winners.filter(({ key }) => Object.hasOwn(traits, key));
  return Object.fromEntries(shown.map(({ key, value, moment }) => [key, { value, ...saidAt(moment) }]));
}

/** Where and when it was first seen stand in the moment itself. */
function viewOfIdentifier({ type, value, seen, lastSeenAt }: IdentifierRow): IdentifierView {
  const { sourceId, timestamp } = saidAt(Buffer.from(seen, 'hex'));
  return { type, value, sourceId, firstSeenAt: timestamp, lastSeenAt: new Date(lastSeenAt).toISOString() };
}

export function viewOfEvent(row: TimelineRow): TimelineEventView {
  return {
    id: publicId('evt', row.id),
    messageId: row.messageId,
    type: row.type,
    name: row.name,
    timestamp: row.timestamp.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    sourceId: publicId('src', row.sourceId),
    properties: row.properties,
    traits: row.traits,
    context: row.context,
    refusedLinks: row.refusedLinks ?? [],
  };
}
