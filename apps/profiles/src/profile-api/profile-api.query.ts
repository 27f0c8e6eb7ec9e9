import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { readInstant } from '@rapport/events';
import { ChoiceParameter, IntegerParameter, OptionalField, TextParameter } from '@rapport/http';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsString, MaxLength, ValidateBy } from 'class-validator';

const mostNames = 200;
const longestName = 512;
const defaultLimit = 10;

/** `a,b`; may be repeated. */
const NamesParameter = () =>
  applyDecorators(
    OptionalField(),
    Transform(({ value }: { value: unknown }) =>
      [value].flat().flatMap((one) => (typeof one === 'string' ? one.split(',').filter(Boolean) : [one])),
    ),
    IsArray(),
    ArrayMaxSize(mostNames),
    IsString({ each: true }),
    MaxLength(longestName, { each: true }),
  );

/** `true` or `false`; a bare `?verbose` is true. */
const FlagParameter = () =>
  applyDecorators(
    OptionalField(),
    Transform(({ value }: { value: unknown }) =>
      value === 'true' || value === '' ? true : value === 'false' ? false : value,
    ),
    IsBoolean(),
  );

/** ISO 8601, with or without a time and a zone. */
const TimeParameter = () =>
  applyDecorators(
    OptionalField(),
    ValidateBy({
      name: 'isDateTime',
      validator: {
        validate: (value) => typeof value === 'string' && typeof readInstant(value) === 'number',
        defaultMessage: () => 'must be an ISO 8601 time such as 2026-01-31T12:00:00Z',
      },
    }),
  );

const LimitParameter = (largest: number) =>
  applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: largest, default: defaultLimit }),
    IntegerParameter(1, largest),
  );
const nextText = { type: String, description: '`cursor.next` of the page before' } as const;
const list = { type: String, example: 'a,b' } as const;

export const traitClasses = ['audience', 'computed_trait'] as const;

export class TraitsQuery {
  @ApiPropertyOptional({ enum: traitClasses, description: 'Only those; there are none yet' })
  @ChoiceParameter(traitClasses)
  class?: (typeof traitClasses)[number];

  @ApiPropertyOptional({ ...list, description: 'Only these traits' })
  @NamesParameter()
  include?: string[];

  @ApiPropertyOptional({ type: Boolean, description: 'With who set each, and when' })
  @FlagParameter()
  verbose?: boolean;

  @LimitParameter(200)
  limit: number = defaultLimit;

  @ApiPropertyOptional(nextText)
  @TextParameter()
  next?: string;
}

export class ExternalIdsQuery {
  @ApiPropertyOptional({ ...list, example: 'user_id,email', description: 'Only these types' })
  @NamesParameter()
  include?: string[];

  @ApiPropertyOptional({ type: Boolean, description: 'Changes nothing: all is told anyway' })
  @FlagParameter()
  verbose?: boolean;

  @LimitParameter(100)
  limit: number = defaultLimit;

  @ApiPropertyOptional(nextText)
  @TextParameter(2048)
  next?: string;
}

export class EventsQuery {
  @ApiPropertyOptional({ type: String, description: 'From then on; the last 14 days at most' })
  @TimeParameter()
  start?: string;

  @ApiPropertyOptional({ type: String, description: 'Until then' })
  @TimeParameter()
  end?: string;

  @ApiPropertyOptional({ ...list, description: 'Only events of these names' })
  @NamesParameter()
  include?: string[];

  @ApiPropertyOptional({ ...list, description: 'No events of these names' })
  @NamesParameter()
  exclude?: string[];

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'desc' })
  @ChoiceParameter(['asc', 'desc'])
  sort: 'asc' | 'desc' = 'desc';

  @LimitParameter(100)
  limit: number = defaultLimit;

  @ApiPropertyOptional(nextText)
  @TextParameter()
  next?: string;
}

export class MetadataQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'Changes nothing: all is told anyway' })
  @FlagParameter()
  verbose?: boolean;
}

export class LinksQuery {
  @LimitParameter(20)
  limit: number = defaultLimit;

  @ApiPropertyOptional(nextText)
  @TextParameter(2048)
  next?: string;
}
