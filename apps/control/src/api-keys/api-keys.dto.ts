import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Scope, scopes } from '@rapport/access';
import { IsDateTime, NullableField, OptionalField } from '@rapport/http';
import { ArrayMinSize, ArrayUnique, IsArray, IsIn } from 'class-validator';
import { ActorAnswer } from '../http/actor.answer.js';
import { longestName, NameField } from '../http/name-field.js';

export class CreateApiKeyBody {
  @ApiProperty({ type: 'string', maxLength: longestName })
  @NameField()
  name: string;

  @ApiProperty({ enum: scopes, isArray: true, minItems: 1, description: 'No more than the creator holds.' })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(scopes, { each: true })
  scopes: Scope[];

  @ApiPropertyOptional({ type: 'string', format: 'date-time', nullable: true, description: 'null = never.' })
  @NullableField()
  @IsDateTime()
  expiresAt?: string | null;
}

export class UpdateApiKeyBody {
  @ApiPropertyOptional({ type: 'string', maxLength: longestName })
  @OptionalField()
  @NameField()
  name?: string;

  @ApiPropertyOptional({ enum: scopes, isArray: true, minItems: 1 })
  @OptionalField()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayUnique()
  @IsIn(scopes, { each: true })
  scopes?: Scope[];

  @ApiPropertyOptional({ type: 'string', format: 'date-time', nullable: true })
  @NullableField()
  @IsDateTime()
  expiresAt?: string | null;
}

export class ApiKeyAnswer {
  @ApiProperty({ type: 'string' })
  id: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: [String] })
  scopes: string[];

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: ActorAnswer })
  createdBy: ActorAnswer;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  lastUsedAt: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  expiresAt: string | null;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  revokedAt: string | null;
}

export class NewApiKeyAnswer extends ApiKeyAnswer {
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'Shown in this answer only; null when it is replayed for an Idempotency-Key.',
  })
  secret: string | null;
}

export class ApiKeyPage {
  @ApiProperty({ type: [ApiKeyAnswer] })
  data: ApiKeyAnswer[];

  @ApiProperty({ type: 'string', nullable: true })
  nextCursor: string | null;
}
