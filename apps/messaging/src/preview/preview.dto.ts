import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { channels, messageClasses, type Channel, type MessageClass } from '@rapport/contracts';
import { IsDateTime, IsLocaleTag, NullableField, OptionalField } from '@rapport/http';
import { IsIn, IsObject, IsString, MaxLength, MinLength, ValidateBy } from 'class-validator';

const isVersion = (value: unknown): boolean =>
  value === 'draft' || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1);

/** Body of `POST /render` (api.md 11.2): a template, or content of its own. */
export class RenderBody {
  @ApiPropertyOptional({ type: String, description: 'Id or key. Exactly one of it and `content`.' })
  @OptionalField()
  @IsString()
  @MaxLength(100)
  templateId?: string;

  @ApiPropertyOptional({
    oneOf: [{ type: 'integer' }, { type: 'string', enum: ['draft'] }],
    description: 'Default: the current version, else the draft.',
  })
  @OptionalField()
  @ValidateBy({
    name: 'isFormat',
    validator: { validate: isVersion, defaultMessage: () => 'must be a version number or draft' },
  })
  version?: number | 'draft';

  @ApiPropertyOptional({ enum: channels })
  @OptionalField()
  @IsIn(channels)
  channel?: Channel;

  @ApiPropertyOptional({ type: Object })
  @OptionalField()
  @IsObject()
  content?: object;

  @ApiPropertyOptional({ enum: messageClasses })
  @OptionalField()
  @IsIn(messageClasses)
  messageClass?: MessageClass;

  @ApiPropertyOptional({ type: String, description: 'The person to see it as; needs profiles:read.' })
  @NullableField()
  @IsString()
  @MinLength(1)
  @MaxLength(600)
  profile?: string | null;

  @ApiPropertyOptional({ type: Object })
  @NullableField()
  @IsObject()
  event?: Record<string, unknown> | null;

  @ApiPropertyOptional({ type: Object })
  @NullableField()
  @IsObject()
  data?: Record<string, unknown> | null;

  @ApiPropertyOptional({ type: String })
  @NullableField()
  @IsLocaleTag()
  locale?: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'The moment to see it at.' })
  @NullableField()
  @IsDateTime()
  at?: string | null;
}

export class RenderView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) locale: string;
  @ApiProperty({ type: String }) subject: string;
  @ApiProperty({ type: String, nullable: true }) preheader: string | null;
  @ApiProperty({ type: Object }) from: { name: string | null; address: string };
  @ApiProperty({ type: String, nullable: true }) replyTo: string | null;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } }) headers: Record<string, string>;
  @ApiProperty({ type: String }) html: string;
  @ApiProperty({ type: String }) text: string;
  @ApiProperty({ type: String, nullable: true }) body: null;
  @ApiProperty({ type: String }) previewUrl: string;
  @ApiProperty({ type: [Object] }) variables: object[];
  @ApiProperty({ type: [String] }) missing: string[];
  @ApiProperty({ type: [Object] }) problems: object[];
  @ApiProperty({ type: String, format: 'date-time' }) expiresAt: string;
}
