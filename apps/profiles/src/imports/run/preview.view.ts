import { ApiProperty } from '@nestjs/swagger';
import { eventTypes, type EventType, type JsonObject } from '@rapport/contracts';
import { RowCountsView, RowErrorView } from '../import.view.js';
import type { RowFate } from './sort-rows.js';

const text = { type: String, nullable: true } as const;
const object = { type: 'object', additionalProperties: true, nullable: true } as const;

export class PreviewedEvent {
  @ApiProperty({ enum: eventTypes }) type: EventType;
  @ApiProperty({ type: String }) messageId: string;
  @ApiProperty(text) userId: string | null;
  @ApiProperty(text) anonymousId: string | null;
  @ApiProperty(text) name: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) timestamp: string;
  @ApiProperty(object) traits: JsonObject | null;
  @ApiProperty(object) properties: JsonObject | null;
}

export class PreviewedRow {
  @ApiProperty({ type: 'integer' }) row: number;
  @ApiProperty({ enum: ['new', 'updated', 'skipped', 'duplicates', 'invalid'] }) fate: RowFate;
  @ApiProperty({ type: PreviewedEvent, nullable: true, description: 'As it would land' })
  event: PreviewedEvent | null;
  @ApiProperty({ type: RowErrorView, nullable: true }) error: RowErrorView | null;
}

export class CountedRows {
  @ApiProperty({ type: 'integer', description: 'Rows that were looked at' }) rows: number;
  @ApiProperty({ type: 'integer', description: 'Rows of the file' }) total: number;
  @ApiProperty({ type: Boolean, description: 'false: the counts are of the first rows only' })
  wholeFile: boolean;
}

export class ImportPreview {
  @ApiProperty({ type: [PreviewedRow], description: 'The first 20 rows' }) rows: PreviewedRow[];
  @ApiProperty({ type: RowCountsView }) counts: RowCountsView;
  @ApiProperty({ type: CountedRows }) counted: CountedRows;
  @ApiProperty({ type: [RowErrorView], description: 'The first 20 errors' }) errors: RowErrorView[];
}
