import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { runStates, type RunState } from '@rapport/contracts';
import { IsString, MaxLength } from 'class-validator';
import {
  ChoicesParameter,
  InstantParameter,
  IntegerParameter,
  PageQuery,
  TextParameter,
  TextsParameter,
} from '@rapport/http';

export class PersonRunsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: runStates, isArray: true })
  @ChoicesParameter(runStates)
  state?: RunState[];
}

export class JourneyRunsQuery extends PersonRunsQuery {
  @ApiPropertyOptional({ type: [String], description: 'Keys of steps where the runs stand.' })
  @TextsParameter()
  step?: string[];

  @ApiPropertyOptional({ type: String, description: '`prf_…` or `type:value`.' })
  @TextParameter()
  profile?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @IntegerParameter(1, 1_000_000)
  version?: number;
}

export class StepsQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, format: 'date-time' }) @InstantParameter() from?: string;
  @ApiPropertyOptional({ type: String, format: 'date-time' }) @InstantParameter() to?: string;
}

export class MergeEffectsQuery {
  @ApiProperty({ type: String, description: 'The other person: `prf_…` or `type:value`.' })
  @IsString()
  @MaxLength(600)
  with: string;
}
