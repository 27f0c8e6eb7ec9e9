import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { JsonObject } from '@rapport/contracts';
import { OptionalField } from '@rapport/http';
import { VersionedObjectView } from '@rapport/versioned';
import { IsObject, IsString, MaxLength } from 'class-validator';

export class TransformView extends VersionedObjectView {
  @ApiProperty({ type: [String], description: 'Sources of the published version.' })
  sourceIds: string[];

  @ApiProperty({ type: Number, nullable: true, description: 'Of the published version; lower runs first.' })
  order: number | null;
}

export class TestTransformBody {
  @ApiProperty({
    type: Object,
    description: 'An event as an SDK sends it, or the payload of one that was stored.',
  })
  @IsObject()
  event: JsonObject;

  @ApiPropertyOptional({ type: String, description: 'Tried in place of the draft.', maxLength: 65_536 })
  @OptionalField()
  @IsString()
  @MaxLength(65_536)
  code?: string;
}

export class TransformErrorView {
  @ApiProperty() message: string;
  @ApiProperty({ type: Number, nullable: true, description: 'In the code, from 1.' }) line: number | null;
}

export class TestTransformView {
  @ApiProperty({ type: Object, nullable: true, description: 'The first event that came out; null: none.' })
  event: JsonObject | null;

  @ApiProperty({ type: [Object], description: 'All events that came out.' })
  events: JsonObject[];

  @ApiProperty({ type: [String] })
  logs: string[];

  @ApiProperty({ type: TransformErrorView, nullable: true })
  error: TransformErrorView | null;

  @ApiProperty() durationMs: number;
}
