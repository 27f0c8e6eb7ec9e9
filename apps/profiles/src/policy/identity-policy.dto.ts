import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '@rapport/http';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { type AliasMode, aliasModes } from '../apply/domain/identity-policy.js';
import { mostIdentifiers, type PolicySettings } from './domain/policy-settings.js';

const mostTypes = 100;
const mostPaths = 20;
const mostBlocked = 500;
const longestValue = 256;
const highestThreshold = 1_000;
const largestClass = 50;

export class IdentifierTypeBody {
  @ApiProperty({ type: String, example: 'loyalty.number', maxLength: 64 })
  @IsString()
  @MaxLength(64)
  type: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: mostIdentifiers,
    description: 'Most of one profile; of `user_id` always 1',
  })
  @IsInt()
  @Min(1)
  @Max(mostIdentifiers)
  limit: number;

  @ApiPropertyOptional({
    type: [String],
    maxItems: mostPaths,
    example: ['traits.loyaltyNumber'],
    description:
      'Where it is found besides `context.externalIds`: in `traits`, `context.traits`, `properties`; snake_case too',
  })
  @OptionalField()
  @IsArray()
  @ArrayMaxSize(mostPaths)
  @IsString({ each: true })
  @MaxLength(300, { each: true })
  paths?: string[];

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'False: not collected by path; in `externalIds` it counts all the same',
  })
  @OptionalField()
  @IsBoolean()
  enabled?: boolean;
}

/** The whole policy: what is left out of `types` is undeclared. */
export class IdentityPolicyBody {
  @ApiProperty({ type: [IdentifierTypeBody], maxItems: mostTypes })
  @IsArray()
  @ArrayMaxSize(mostTypes)
  @ValidateNested({ each: true })
  @Type(() => IdentifierTypeBody)
  types: IdentifierTypeBody[];

  @ApiProperty({
    type: 'integer',
    minimum: 2,
    maximum: highestThreshold,
    description: 'An identifier linked to so many user ids links nobody',
  })
  @IsInt()
  @Min(2)
  @Max(highestThreshold)
  hubThreshold: number;

  @ApiProperty({ enum: aliasModes })
  @IsIn(aliasModes)
  aliasMode: AliasMode;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    maximum: largestClass,
    description: 'Most user ids that aliases and people may join',
  })
  @IsInt()
  @Min(1)
  @Max(largestClass)
  largestAliasClass: number;

  @ApiProperty({
    type: [String],
    maxItems: mostBlocked,
    description: 'Values that identify nobody, besides the built-in ones',
  })
  @IsArray()
  @ArrayMaxSize(mostBlocked)
  @IsString({ each: true })
  @MaxLength(longestValue, { each: true })
  blockedValues: string[];
}

export function settingsOf({ types, ...rest }: IdentityPolicyBody): PolicySettings {
  const { hubThreshold, aliasMode, largestAliasClass, blockedValues } = rest;
  return {
    types: types.map(({ type, limit, paths, enabled }) => ({
      type,
      limit,
      paths: paths ?? [],
      enabled: enabled ?? true,
    })),
    ...{ hubThreshold, aliasMode, largestAliasClass, blockedValues },
  };
}
