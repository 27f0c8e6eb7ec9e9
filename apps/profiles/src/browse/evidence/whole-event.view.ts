import { ApiProperty } from '@nestjs/swagger';
import { type AcceptedEvent, type EventFlag, eventFlags, type JsonObject } from '@rapport/contracts';
import { implied } from '../../persistence/event.repository.js';
import type { WholeEventRow } from '../../persistence/timeline.repository.js';
import { TimelineEventView, viewOfEvent } from '../profile.view.js';
import { NamedIdentifier } from './evidence.view.js';

const text = { type: String, nullable: true } as const;
const instant = { ...text, format: 'date-time' } as const;

/** An event with all that is kept of it. */
export class WholeEventView extends TimelineEventView {
  @ApiProperty({ type: NamedIdentifier, description: 'What it is filed under' }) anchor: NamedIdentifier;
  @ApiProperty(text) userId: string | null;
  @ApiProperty(text) anonymousId: string | null;
  @ApiProperty({ ...text, description: 'The group it named, in `groupId` or in `context.groupId`' })
  groupId: string | null;
  @ApiProperty(text) previousId: string | null;
  @ApiProperty(text) category: string | null;
  @ApiProperty({ ...instant, description: 'As the client told it' }) originalTimestamp: string | null;
  @ApiProperty(instant) sentAt: string | null;
  @ApiProperty({ type: 'integer', description: 'Its position in the batch it came with' }) index: number;
  @ApiProperty({ enum: ['live', 'backfill'] }) mode: AcceptedEvent['mode'];
  @ApiProperty({ enum: eventFlags, isArray: true }) flags: EventFlag[];
  @ApiProperty({ type: [String], nullable: true, description: 'What its source let match then; null: all' })
  matchOn: string[] | null;
  @ApiProperty({ type: 'integer', description: 'Version of the identity policy that it was read under' })
  policyVersion: number;
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  integrations: JsonObject | null;
}

export function viewOfWholeEvent(row: WholeEventRow): WholeEventView {
  const { rest, ...named } = { ...row, rest: row.rest ?? {} };
  return {
    ...viewOfEvent(row),
    anchor: { type: row.anchorType, value: row.anchorValue },
    ...namesIn(row),
    groupId: rest.groupId ?? named.groupId,
    previousId: rest.previousId ?? null,
    category: rest.category ?? null,
    originalTimestamp: named.originalTimestamp?.toISOString() ?? null,
    sentAt: named.sentAt?.toISOString() ?? null,
    index: named.index ?? 0,
    mode: rest.mode ?? 'live',
    flags: rest.flags ?? [],
    matchOn: rest.matchOn ?? null,
    policyVersion: rest.policyVersion ?? 1,
    integrations: rest.integrations ?? null,
  };
}

/** Whom the event named: what its anchor does not imply is kept beside it. */
export function namesIn({ rest, anonymousId, anchorType: type, anchorValue: value }: WholeEventRow): {
  userId: string | null;
  anonymousId: string | null;
} {
  const anchor = { type, value };
  const userId = rest?.userId === undefined ? implied('user_id', anchor) : rest.userId;
  const anonymous = rest?.anonymousId === undefined ? implied('anonymous_id', anchor) : rest.anonymousId;
  return { userId, anonymousId: anonymousId ?? anonymous };
}
