import { ApiPropertyOptional } from '@nestjs/swagger';
import { eventTypes, type EventType } from '@rapport/contracts';
import { ChoiceParameter, PageQuery, TextParameter } from '@rapport/http';

export const schemaSorts = ['-firstSeenAt', '-lastSeenAt', '-count30d', 'name'] as const;
export type SchemaSort = (typeof schemaSorts)[number];

export class SchemaListQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'Part of the name, in any case' })
  @TextParameter(256)
  q?: string;

  @ApiPropertyOptional({ enum: schemaSorts, default: '-firstSeenAt' })
  @ChoiceParameter(schemaSorts)
  sort: SchemaSort = '-firstSeenAt';
}

export class SeenEventQuery {
  @ApiPropertyOptional({ enum: eventTypes, default: 'track' })
  @ChoiceParameter(eventTypes)
  type: EventType = 'track';
}
