import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  BooleanParameter,
  ChoiceParameter,
  defaultPageSize,
  largestPageSize,
  OptionalField,
  PageQuery,
  TextParameter,
} from '@rapport/http';
import { IsBoolean, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

export const peopleSorts = ['-createdAt', '-lastSeenAt'] as const;
export type PeopleSort = (typeof peopleSorts)[number];
const longestBeginning = 256;
const longestCursor = 1024;

const q = {
  type: String,
  maxLength: longestBeginning,
  description: 'Beginning of any identifier, of the email, phone or name; letters in either case',
} as const;
const sort = {
  enum: peopleSorts,
  default: peopleSorts[0],
  description: 'Newest first, by creation or by sight',
};

export class ProfilesQuery extends PageQuery {
  @ApiPropertyOptional(q)
  @TextParameter(longestBeginning)
  q?: string;

  @ApiPropertyOptional({ type: Boolean, description: 'Whether the person has a user id' })
  @BooleanParameter()
  identified?: boolean;

  @ApiPropertyOptional(sort)
  @ChoiceParameter(peopleSorts)
  sort?: PeopleSort;
}

export class SearchBody {
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'True of every person in the answer',
    example: { kind: 'trait', trait: 'plan', op: 'is', value: 'free' },
  })
  @OptionalField()
  condition?: unknown;

  @ApiPropertyOptional(q)
  @OptionalField()
  @IsString()
  @MaxLength(longestBeginning)
  q?: string;

  /** Anything but the two is a fault of the rule, not of the body (api.md 2.3). */
  @ApiPropertyOptional(sort)
  @OptionalField()
  sort?: unknown;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: largestPageSize, default: defaultPageSize })
  @OptionalField()
  @IsInt()
  @Min(1)
  @Max(largestPageSize)
  limit?: number;

  @ApiPropertyOptional({ type: String, description: 'nextCursor of the page before' })
  @OptionalField()
  @IsString()
  @MaxLength(longestCursor)
  cursor?: string;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Also say how many people fit' })
  @OptionalField()
  @IsBoolean()
  count?: boolean;
}
