import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { eventTypes, type EventType } from '@rapport/contracts';
import { ChoiceParameter, TextParameter } from '@rapport/http';

export class FieldUsesQuery {
  @ApiPropertyOptional({ type: String, description: 'Name of an event; an event without a name: its type' })
  @TextParameter(512)
  event?: string;

  @ApiPropertyOptional({ enum: eventTypes, default: 'track', description: 'Of the event' })
  @ChoiceParameter(eventTypes)
  type?: EventType;

  @ApiPropertyOptional({
    type: String,
    description: 'Path of a property of the event',
    example: 'products[].sku',
  })
  @TextParameter()
  property?: string;

  @ApiPropertyOptional({ type: String, description: 'Path of a trait, instead of an event' })
  @TextParameter()
  trait?: string;

  @ApiPropertyOptional({ type: String, description: 'Path of a trait of groups, instead of an event' })
  @TextParameter()
  groupTrait?: string;

  @ApiPropertyOptional({ type: String, description: 'Key of a type of objects, instead of an event' })
  @TextParameter(64)
  objectType?: string;

  @ApiPropertyOptional({ type: String, description: 'Path of an attribute of these objects' })
  @TextParameter()
  attribute?: string;
}

export class FieldUseView {
  @ApiProperty({ enum: ['journey', 'template'] }) kind: 'journey' | 'template';
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) key: string;
  @ApiProperty({ type: String }) name: string;
  @ApiProperty({ type: String }) status: string;
  @ApiProperty({
    type: [String],
    description: 'Where it is read: in what is published, and in a draft that differs from it',
    example: ['published.steps[2].branches[0].when', 'draft.trigger'],
  })
  places: string[];
}

export class FieldUsesList {
  @ApiProperty({ type: [FieldUseView] }) data: FieldUseView[];
}
