import { ApiProperty } from '@nestjs/swagger';
import { piiClasses, type PiiClass } from '@rapport/access';
import { eventTypes, type EventType } from '@rapport/contracts';
import type { EventRow, FieldRow } from '../persistence/schema-reader.repository.js';
import { type ValueType, valueTypes } from './domain/value-types.js';

const instant = { type: String, format: 'date-time' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const ratio = { type: Number, minimum: 0, maximum: 1 } as const;

/** `share` and the like: a part of a whole from 0 to 1, four digits; 0 of nothing. */
export function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}

export class SeenEventView {
  @ApiProperty({ enum: eventTypes }) type: EventType;
  @ApiProperty({ type: String, description: 'An event without a name goes by its type' }) name: string;
  @ApiProperty({ ...count, description: 'Events of today and of the 29 days before, UTC' }) count30d: number;
  @ApiProperty({ ...ratio, description: 'Of all events of the workspace in that time' }) share: number;
  @ApiProperty(instant) firstSeenAt: string;
  @ApiProperty(instant) lastSeenAt: string;
}

export class SeenFieldView {
  @ApiProperty({ type: String, description: 'Path, as a condition names it', example: 'products[].sku' })
  name: string;
  @ApiProperty({ enum: valueTypes, isArray: true, description: 'Most frequent first' }) types: ValueType[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Events by type of value; an event counts once for each type that it has there',
  })
  typeCounts: Partial<Record<ValueType, number>>;
  @ApiProperty(count) count30d: number;
  @ApiProperty({ ...instant }) firstSeenAt: string;
  @ApiProperty({ ...instant }) lastSeenAt: string;
  @ApiProperty({
    type: [Object],
    description: 'At most five, newest first; none of what looks like a secret',
  })
  examples: (string | number | boolean)[];
}

export class SeenPropertyView extends SeenFieldView {
  @ApiProperty({
    enum: piiClasses,
    description: 'Of the trait that it gives a value; `none` for all but identify',
  })
  piiClass: PiiClass;
  @ApiProperty({ ...ratio, description: 'Share of the events in which it has a value that is not null' })
  fillRate: number;
}

export class ReservedTraitView {
  @ApiProperty({ enum: valueTypes, isArray: true, description: 'Types that it is documented to have' })
  types: ValueType[];
  @ApiProperty({ enum: piiClasses, description: 'What it is in nearly every workspace' })
  suggestedPiiClass: PiiClass;
}

export class SeenTraitView extends SeenFieldView {
  @ApiProperty({
    enum: piiClasses,
    description: 'Values of `pii` and `sensitive` traits need the scope `pii:read`',
  })
  piiClass: PiiClass;
  @ApiProperty({ type: String, nullable: true }) description: string | null;
  @ApiProperty({ type: ReservedTraitView, nullable: true, description: 'Of a name that every tool knows' })
  reserved: ReservedTraitView | null;
  @ApiProperty({ ...ratio, description: 'Share of the identify events that give it a value' }) share: number;
}

export class DayCountView {
  @ApiProperty({ type: String, format: 'date' }) day: string;
  @ApiProperty(count) count: number;
}

export class SeenSourceView {
  @ApiProperty({ type: String }) sourceId: string;
  @ApiProperty(count) count30d: number;
  @ApiProperty(instant) lastSeenAt: string;
}

export class SeenEventDetail extends SeenEventView {
  @ApiProperty({ type: [DayCountView], description: 'The 30 days, oldest first' }) days: DayCountView[];
  @ApiProperty({ type: [SeenSourceView] }) sources: SeenSourceView[];
  @ApiProperty({
    type: [SeenPropertyView],
    description: 'Of its properties, or of its traits for identify and group',
  })
  properties: SeenPropertyView[];
  @ApiProperty({
    ...count,
    description: 'Events with more than is shown: deeper, or beyond the limit of names',
  })
  overflow30d: number;
}

export class SeenEventPage {
  @ApiProperty({ type: [SeenEventView] }) data: SeenEventView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
  @ApiProperty({ ...count, description: 'Events beyond the limit of names, which are not listed' })
  overflow30d: number;
}

export class SeenTraitPage {
  @ApiProperty({ type: [SeenTraitView] }) data: SeenTraitView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
  @ApiProperty({ ...count, description: 'Identify events with more traits than are listed' })
  overflow30d: number;
}

export function viewOfEvent(row: EventRow, all: number): SeenEventView {
  return {
    type: row.type,
    name: row.name,
    count30d: row.count30d,
    share: shareOf(row.count30d, all),
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  };
}

export function viewOfField(row: FieldRow): SeenFieldView {
  const counted = valueTypes
    .filter((type) => row.typeCounts[type] > 0)
    .sort((a, b) => row.typeCounts[b] - row.typeCounts[a]);
  return {
    name: row.path,
    types: counted,
    typeCounts: Object.fromEntries(counted.map((type) => [type, row.typeCounts[type]])),
    count30d: row.count30d,
    firstSeenAt: row.firstSeenAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    examples: row.examples,
  };
}
