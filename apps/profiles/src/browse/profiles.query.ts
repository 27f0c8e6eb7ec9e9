import { ApiPropertyOptional } from '@nestjs/swagger';
import { eventTypes, type EventType } from '@rapport/contracts';
import {
  BooleanParameter,
  ChoiceParameter,
  ChoicesParameter,
  InstantParameter,
  PageQuery,
  TextParameter,
  TextsParameter,
} from '@rapport/http';

export class ProfilesQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'Beginning of the user id, email, phone or name' })
  @TextParameter(256)
  q?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Whether the person has a user id' })
  @BooleanParameter()
  identified?: boolean;

  @ApiPropertyOptional({ enum: ['-lastSeenAt'], description: 'Default: newest first by creation' })
  @ChoiceParameter(['-lastSeenAt'])
  sort?: '-lastSeenAt';
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
