import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { channels, messageClasses, messageStates, type Channel, type MessageClass } from '@rapport/contracts';
import {
  ChoicesParameter,
  InstantParameter,
  IsDateTime,
  IsLocaleTag,
  NullableField,
  OptionalField,
  PageQuery,
  TextParameter,
  TextsParameter,
} from '@rapport/http';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsObject, IsString, MaxLength, Min, MinLength, ValidateNested } from 'class-validator';

export class SendTo {
  @ApiPropertyOptional({ type: String, description: 'A person: `prf_…` or `type:value`.' })
  @OptionalField()
  @IsString()
  @MinLength(1)
  @MaxLength(600)
  profile?: string;

  @ApiPropertyOptional({ type: String, description: 'An address; with a person: this address, that person.' })
  @OptionalField()
  @IsString()
  @MinLength(1)
  @MaxLength(400)
  address?: string;
}

/** Body of `POST /messages` (api.md 12.1). */
export class SendMessageBody {
  @ApiProperty({ type: SendTo })
  @IsObject()
  @ValidateNested()
  @Type(() => SendTo)
  to: SendTo;

  @ApiProperty({ enum: channels })
  @IsIn(channels)
  channel: Channel;

  @ApiPropertyOptional({ type: String, description: 'Id or key. Exactly one of it and `content`.' })
  @OptionalField()
  @IsString()
  @MaxLength(100)
  templateId?: string;

  @ApiPropertyOptional({
    type: 'integer',
    description: 'Default: the version that is current when it is sent.',
  })
  @OptionalField()
  @IsInt()
  @Min(1)
  templateVersion?: number;

  @ApiPropertyOptional({ type: Object })
  @OptionalField()
  @IsObject()
  content?: object;

  @ApiPropertyOptional({ type: Object, description: 'The variable `data`.' })
  @NullableField()
  @IsObject()
  data?: Record<string, unknown> | null;

  @ApiPropertyOptional({ type: String })
  @NullableField()
  @IsLocaleTag()
  locale?: string | null;

  @ApiPropertyOptional({ enum: messageClasses })
  @OptionalField()
  @IsIn(messageClasses)
  messageClass?: MessageClass;

  @ApiPropertyOptional({ type: String, format: 'date-time' })
  @NullableField()
  @IsDateTime()
  expiresAt?: string | null;

  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  @NullableField()
  @IsObject()
  metadata?: Record<string, unknown> | null;
}

/** Query of `GET /messages`; `metadata.<key>` beside it. */
export class MessagesQuery extends PageQuery {
  @ApiPropertyOptional({ type: String }) @TextParameter(600) profile?: string;
  @ApiPropertyOptional({ type: [String] }) @TextsParameter() address?: string[];
  @ApiPropertyOptional({ enum: channels, isArray: true }) @ChoicesParameter(channels) channel?: string[];
  @ApiPropertyOptional({ enum: messageStates, isArray: true })
  @ChoicesParameter(messageStates)
  state?: string[];
  @ApiPropertyOptional({ type: [String] }) @TextsParameter() reason?: string[];
  @ApiPropertyOptional({ type: [String] }) @TextsParameter() journeyId?: string[];
  @ApiPropertyOptional({ type: [String] }) @TextsParameter() stepKey?: string[];
  @ApiPropertyOptional({ type: [String] }) @TextsParameter() templateId?: string[];
  @ApiPropertyOptional({ enum: ['journey', 'api'], isArray: true })
  @ChoicesParameter(['journey', 'api'])
  origin?: string[];
  @ApiPropertyOptional({ type: String, format: 'date-time' }) @InstantParameter() from?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) @InstantParameter() to?: string;
}
