import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { SourceKind } from '@rapport/access';
import { BooleanParameter, NullableField, OptionalField, PageQuery, TextParameter } from '@rapport/http';
import { isIdentifierType } from '@rapport/kernel';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';
import { longestName, NameField } from '../http/name-field.js';
import { isOrigin } from './domain/allowed-origin.js';

export const sourceKinds: readonly SourceKind[] = ['any', 'browser', 'mobile', 'server'];

const mostOrigins = 50;
const highestRate = 1_000_000;
const mostTypes = 50;

const IsOriginList = (): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isFormat',
      validator: {
        validate: (value) => typeof value === 'string' && isOrigin(value),
        defaultMessage: () => 'must hold origins as browsers send them, such as https://shop.example',
      },
    },
    { each: true },
  );

/** Every call of an SDK bears one of the two ids; without either nothing of the source could be filed under anybody. */
const IsMatchOn = (): PropertyDecorator =>
  ValidateBy({
    name: 'isFormat',
    validator: {
      validate: (value) => faultOfMatchOn(value) === undefined,
      defaultMessage: (args) => faultOfMatchOn(args?.value) ?? '',
    },
  });

function faultOfMatchOn(value: unknown): string | undefined {
  const types: unknown[] = Array.isArray(value) ? value : [];
  if (!types.every((type) => typeof type === 'string' && isIdentifierType(type))) {
    return 'must hold types of identifiers, such as user_id, email or loyalty.number; a group is none';
  }
  if (types.includes('user_id') || types.includes('anonymous_id')) return undefined;
  return 'must hold user_id or anonymous_id';
}

export class RateLimitBody {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: highestRate })
  @IsInt()
  @Min(1)
  @Max(highestRate)
  eventsPerSecond: number;
}

class SourceSettings {
  @ApiPropertyOptional({ enum: sourceKinds })
  @OptionalField()
  @IsIn(sourceKinds)
  kind?: SourceKind;

  @ApiPropertyOptional({ type: 'boolean', description: 'Off: its keys are unknown keys on the SDK wire.' })
  @OptionalField()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    type: [String],
    maxItems: mostOrigins,
    description: 'Empty = any. Advisory: a key in a page is public.',
  })
  @OptionalField()
  @IsArray()
  @ArrayMaxSize(mostOrigins)
  @ArrayUnique()
  @IsOriginList()
  allowedOrigins?: string[];

  @ApiPropertyOptional({ type: RateLimitBody, nullable: true })
  @NullableField()
  @IsObject()
  @ValidateNested()
  @Type(() => RateLimitBody)
  rateLimit?: RateLimitBody | null;

  @ApiPropertyOptional({
    type: [String],
    nullable: true,
    minItems: 1,
    maxItems: mostTypes,
    description:
      'Types of identifiers that its events are matched on; others stay in the payload. null = every type.',
  })
  @NullableField()
  @IsArray()
  @ArrayMaxSize(mostTypes)
  @ArrayUnique()
  @IsMatchOn()
  matchOn?: string[] | null;
}

export class CreateSourceBody extends SourceSettings {
  @ApiProperty({ type: 'string', maxLength: longestName })
  @NameField()
  name: string;
}

/** Absent = unchanged. */
export class UpdateSourceBody extends SourceSettings {
  @ApiPropertyOptional({ type: 'string', maxLength: longestName })
  @OptionalField()
  @NameField()
  name?: string;
}

export class SourcesQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string', description: 'Part of the name.' })
  @TextParameter(longestName)
  q?: string;

  @ApiPropertyOptional({ type: 'boolean', default: false })
  @BooleanParameter()
  includeArchived?: boolean;
}
