import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ChoicesParameter, InstantParameter, OptionalField, PageQuery, TextsParameter } from '@rapport/http';
import { fieldProblem, ProblemError, uuidOf } from '@rapport/kernel';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { letterOrigins, letterStates } from './domain/stored-letter.js';
import type { LetterOrigin, LetterState } from './domain/stored-letter.js';
import type { LetterFilter } from './letter-rows.js';

const mostIds = 500;
export const largestRate = 5_000;
export const defaultRate = 500;

/** Filters of the list, and of a replay. */
export class LettersFilterBody {
  @ApiPropertyOptional({ enum: letterOrigins, isArray: true })
  @ChoicesParameter(letterOrigins)
  origin?: LetterOrigin[];

  @ApiPropertyOptional({ type: 'string', isArray: true })
  @TextsParameter()
  code?: string[];

  @ApiPropertyOptional({ type: 'string', isArray: true, example: 'src_…' })
  @TextsParameter()
  sourceId?: string[];

  @ApiPropertyOptional({ type: 'string', isArray: true })
  @TextsParameter()
  topic?: string[];

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'set aside from here on' })
  @InstantParameter()
  from?: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'set aside before' })
  @InstantParameter()
  to?: string;
}

export class LetterCountsQuery extends LettersFilterBody {
  @ApiPropertyOptional({ enum: letterStates, isArray: true })
  @ChoicesParameter(letterStates)
  state?: LetterState[];
}

export class DeadLettersQuery extends PageQuery {
  @ApiPropertyOptional({ enum: letterOrigins, isArray: true })
  @ChoicesParameter(letterOrigins)
  origin?: LetterOrigin[];

  @ApiPropertyOptional({ type: 'string', isArray: true })
  @TextsParameter()
  code?: string[];

  @ApiPropertyOptional({ type: 'string', isArray: true, example: 'src_…' })
  @TextsParameter()
  sourceId?: string[];

  @ApiPropertyOptional({ type: 'string', isArray: true })
  @TextsParameter()
  topic?: string[];

  @ApiPropertyOptional({ enum: letterStates, isArray: true })
  @ChoicesParameter(letterStates)
  state?: LetterState[];

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'set aside from here on' })
  @InstantParameter()
  from?: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'set aside before' })
  @InstantParameter()
  to?: string;
}

/** Which letters: some, or all open ones that a filter holds. */
export class DiscardLettersBody {
  @ApiPropertyOptional({ type: 'string', isArray: true, minItems: 1, maxItems: mostIds, example: ['dlt_…'] })
  @OptionalField()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostIds)
  @ArrayUnique()
  @IsString({ each: true })
  ids?: string[];

  @ApiPropertyOptional({ type: LettersFilterBody, description: 'of the open ones; {} is all of them' })
  @OptionalField()
  @IsObject()
  @ValidateNested()
  @Type(() => LettersFilterBody)
  filter?: LettersFilterBody;
}

export class ReplayLettersBody extends DiscardLettersBody {
  @ApiProperty({ type: 'boolean', required: false, default: false, description: 'only say what would be' })
  @OptionalField()
  @IsBoolean()
  dryRun?: boolean;

  @ApiProperty({ type: 'integer', required: false, minimum: 1, maximum: largestRate, default: defaultRate })
  @OptionalField()
  @IsInt()
  @Min(1)
  @Max(largestRate)
  ratePerSecond?: number;
}

/** @throws ProblemError `invalid_reference` */
export function filterOfQuery(query: LetterCountsQuery): LetterFilter {
  const { origin, code, sourceId, topic, state, from, to } = query;
  const sources = sourceId?.map((id) => {
    const uuid = uuidOf('src', id);
    if (uuid !== undefined) return uuid;
    throw fieldProblem('query.sourceId', 'format', 'must be src_…', 'invalid_reference');
  });
  return { origin, code, sourceId: sources, topic, state, from, to };
}

/** @throws ProblemError `validation_failed`, `unknown_ref` */
export function filterOfBody({ ids, filter }: DiscardLettersBody): LetterFilter {
  if ((ids === undefined) === (filter === undefined)) {
    throw fieldProblem('ids', 'required', 'either ids or filter must be given, not both');
  }
  if (ids) return { ids: ids.map((id, index) => uuidOf('dlt', id) ?? unknownRef(`ids[${index}]`)) };
  const { origin, code, sourceId, topic, from, to } = filter ?? {};
  const sources = sourceId?.map((id, index) => uuidOf('src', id) ?? unknownRef(`filter.sourceId[${index}]`));
  return { origin, code, sourceId: sources, topic, from, to, state: ['open'] };
}

export function unknownRef(field: string): never {
  throw new ProblemError('unknown_ref', {
    errors: [{ field, rule: 'unknown_ref', message: 'points to nothing' }],
  });
}
