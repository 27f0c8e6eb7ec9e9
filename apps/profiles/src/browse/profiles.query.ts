import { ApiPropertyOptional } from '@nestjs/swagger';
import { eventTypes, type EventType } from '@rapport/contracts';
import { ChoicesParameter, InstantParameter, PageQuery, TextsParameter } from '@rapport/http';

const includable = ['traitDetails'] as const;

export class ProfileQuery {
  @ApiPropertyOptional({ enum: includable, isArray: true, description: 'What the answer shall hold besides' })
  @ChoicesParameter(includable)
  include?: (typeof includable)[number][];
}

export class TimelineQuery extends PageQuery {
  @ApiPropertyOptional({ type: [String], description: 'Name of the event; repeat for several' })
  @TextsParameter()
  event?: string[];

  @ApiPropertyOptional({ enum: eventTypes, isArray: true })
  @ChoicesParameter(eventTypes)
  type?: EventType[];

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Inclusive' })
  @InstantParameter()
  from?: string;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Exclusive' })
  @InstantParameter()
  to?: string;
}
