import { ApiProperty } from '@nestjs/swagger';
import { publicId, toIso } from '@rapport/kernel';
import { summariseOutcomes } from '../accept/domain/summarise-outcomes.js';
import type { ItemOutcome } from '../accept/domain/summarise-outcomes.js';
import type { SourceHour, SourceStats } from '../recent/source.repository.js';

export class RejectedItemAnswer {
  @ApiProperty({ type: 'integer' }) index: number;
  @ApiProperty({ type: 'string', nullable: true }) messageId: string | null;
  @ApiProperty({ type: 'string' }) code: string;
  @ApiProperty({ type: 'string', description: 'path from the root of the body' }) field: string;
  @ApiProperty({ type: 'string' }) message: string;
}

export class ItemResultAnswer {
  @ApiProperty({ type: 'integer' }) index: number;
  @ApiProperty({ enum: ['accepted', 'duplicate', 'duplicate_conflict', 'rejected'] }) status: string;
  @ApiProperty({ type: 'string', nullable: true }) messageId: string | null;
  @ApiProperty({ type: 'string', isArray: true, description: 'what is odd but kept' }) flags: string[];
}

export class SendEventsAnswer {
  @ApiProperty({ enum: [true] }) success: true;
  @ApiProperty({ type: 'integer' }) accepted: number;
  @ApiProperty({ type: 'integer' }) duplicates: number;
  @ApiProperty({ type: RejectedItemAnswer, isArray: true }) rejected: RejectedItemAnswer[];
  @ApiProperty({ type: ItemResultAnswer, isArray: true }) results: ItemResultAnswer[];
}

export class EventSourceAnswer {
  @ApiProperty({ type: 'string', example: 'src_…' }) id: string;
  @ApiProperty({ type: 'string', nullable: true }) name: string | null;
}

export class RecentPlanAnswer {
  @ApiProperty({ type: 'string', example: 'tpn_…' }) planId: string;
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    description: 'type, rule, field, message, action: allowed, omitted or blocked',
  })
  violations: object[];
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'by field' })
  omitted: object | null;
}

export class RecentEventAnswer {
  @ApiProperty({ type: 'string', example: 'evt_…' }) id: string;
  @ApiProperty({ enum: ['accepted', 'rejected'] }) outcome: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'why it was rejected' }) code: string | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'where the fault is' }) field: string | null;
  @ApiProperty({ type: 'string', nullable: true }) message: string | null;
  @ApiProperty({ type: EventSourceAnswer }) source: EventSourceAnswer;
  @ApiProperty({ type: 'string', nullable: true }) messageId: string | null;
  @ApiProperty({ type: 'string', nullable: true }) type: string | null;
  @ApiProperty({ type: 'string', nullable: true }) name: string | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'user_id:42' }) person: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) timestamp: string | null;
  @ApiProperty({ type: 'string', format: 'date-time' }) receivedAt: string;
  @ApiProperty({ type: 'string', isArray: true }) flags: string[];
  @ApiProperty({
    type: RecentPlanAnswer,
    nullable: true,
    description: 'how it departs from its tracking plan',
  })
  plan: RecentPlanAnswer | null;
  @ApiProperty({ description: 'the event as normalised; of a rejected one, what was sent' }) payload: unknown;
}

export class RecentEventPage {
  @ApiProperty({ type: RecentEventAnswer, isArray: true }) data: RecentEventAnswer[];
  @ApiProperty({ type: 'string', nullable: true }) nextCursor: string | null;
}

export class SourceHourAnswer {
  @ApiProperty({ type: 'string', format: 'date-time', description: 'when the hour began' }) at: string;
  @ApiProperty({ type: 'integer' }) accepted: number;
  @ApiProperty({ type: 'integer' }) rejected: number;
}

export class SourceStatsAnswer {
  @ApiProperty({ type: 'string', example: 'src_…' }) sourceId: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) lastEventAt: string | null;
  @ApiProperty({ type: 'integer' }) acceptedLastHour: number;
  @ApiProperty({ type: 'integer' }) rejectedLastHour: number;
  @ApiProperty({ type: 'integer', description: 'in the last whole minute' }) acceptedLastMinute: number;
  @ApiProperty({ type: SourceHourAnswer, isArray: true, description: 'oldest first; empty unless asked for' })
  hours: SourceHourAnswer[];
}

export class SourceStatsList {
  @ApiProperty({ type: SourceStatsAnswer, isArray: true }) data: SourceStatsAnswer[];
}

export function sendEventsAnswer(outcomes: readonly ItemOutcome[]): SendEventsAnswer {
  return {
    success: true,
    ...summariseOutcomes(outcomes, 'events'),
    results: outcomes.map((outcome, index) => ({
      index,
      status: outcome.status,
      messageId: outcome.messageId,
      flags: outcome.status === 'rejected' ? [] : outcome.flags,
    })),
  };
}

export function isoOrNull(date: Date | null): string | null {
  return date === null ? null : toIso(date.getTime());
}

/** @param hours of all the sources */
export function sourceStatsAnswer(
  { sourceId, lastEventAt, ...counts }: SourceStats,
  hours: readonly SourceHour[],
): SourceStatsAnswer {
  return {
    sourceId: publicId('src', sourceId),
    lastEventAt: isoOrNull(lastEventAt),
    ...counts,
    hours: hours
      .filter((hour) => hour.sourceId === sourceId)
      .map(({ at, accepted, rejected }) => ({ at: toIso(at.getTime()), accepted, rejected })),
  };
}
