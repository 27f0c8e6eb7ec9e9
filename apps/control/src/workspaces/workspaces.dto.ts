import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsLocaleTag, IsTimeZoneName, NullableField, OptionalField } from '@rapport/http';
import { IsObject, IsString, MaxLength } from 'class-validator';
import { longestName, NameField } from '../http/name-field.js';

export class UpdateWorkspaceBody {
  @ApiPropertyOptional({ type: 'string', maxLength: longestName })
  @OptionalField()
  @NameField()
  name?: string;

  @ApiPropertyOptional({ type: 'string', description: 'IANA time zone.' })
  @OptionalField()
  @IsTimeZoneName()
  timeZone?: string;

  @ApiPropertyOptional({ type: 'string', description: 'BCP 47.' })
  @OptionalField()
  @IsLocaleTag()
  defaultLocale?: string;

  @ApiPropertyOptional({ type: 'string', nullable: true, maxLength: 500 })
  @NullableField()
  @IsString()
  @MaxLength(500)
  postalAddress?: string | null;

  @ApiPropertyOptional({
    type: 'object',
    nullable: true,
    additionalProperties: { type: 'string', nullable: true, maxLength: 1024 },
    description: 'Texts that templates may use; null clears one, or all of them.',
  })
  @NullableField()
  @IsObject()
  brand?: Record<string, unknown> | null;
}

export class WorkspaceAnswer {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string' })
  key: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: 'string' })
  region: string;

  @ApiProperty({ type: 'string' })
  timeZone: string;

  @ApiProperty({ type: 'string' })
  defaultLocale: string;

  @ApiProperty({ type: 'string', nullable: true })
  postalAddress: string | null;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  brand: Record<string, string>;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  updatedAt: string;
}

export class WorkspacePage {
  @ApiProperty({ type: [WorkspaceAnswer] })
  data: WorkspaceAnswer[];

  @ApiProperty({ type: 'string', nullable: true })
  nextCursor: string | null;
}
