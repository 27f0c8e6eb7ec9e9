import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  ChoiceParameter,
  ChoicesParameter,
  IntegerParameter,
  PageQuery,
  TextsParameter,
} from '@rapport/http';
import { eventTypes } from '@rapport/contracts';
import { ProblemError, uuidOf } from '@rapport/kernel';
import type { Outcome } from '../recent/domain/pack-records.js';
import { parsePeople } from '../recent/domain/recent-filter.js';
import type { RecentFilter } from '../recent/domain/recent-filter.js';

const outcomes = ['accepted', 'rejected'] as const;

/** Filters of the list; the stream has the same (api.md 6.3). */
export class RecentEventsQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string', isArray: true, example: 'src_…' })
  @TextsParameter()
  sourceId?: string[];

  @ApiPropertyOptional({ enum: eventTypes, isArray: true })
  @ChoicesParameter(eventTypes)
  type?: string[];

  @ApiPropertyOptional({ type: 'string', isArray: true, description: 'exact name of the event' })
  @TextsParameter()
  event?: string[];

  @ApiPropertyOptional({ enum: outcomes })
  @ChoiceParameter(outcomes)
  outcome?: Outcome;

  @ApiPropertyOptional({
    type: 'string',
    isArray: true,
    description: 'identifiers of one person: type:value',
  })
  @TextsParameter()
  person?: string[];
}

/** The query of the stream, which has no pages. */
export class RecentStreamQuery {
  @ApiPropertyOptional({ type: 'string', isArray: true, example: 'src_…' })
  @TextsParameter()
  sourceId?: string[];

  @ApiPropertyOptional({ enum: eventTypes, isArray: true })
  @ChoicesParameter(eventTypes)
  type?: string[];

  @ApiPropertyOptional({ type: 'string', isArray: true, description: 'exact name of the event' })
  @TextsParameter()
  event?: string[];

  @ApiPropertyOptional({ enum: outcomes })
  @ChoiceParameter(outcomes)
  outcome?: Outcome;

  @ApiPropertyOptional({
    type: 'string',
    isArray: true,
    description: 'identifiers of one person: type:value',
  })
  @TextsParameter()
  person?: string[];
}

const mostHours = 48;

export class SourceStatsQuery {
  @ApiPropertyOptional({ type: 'string', isArray: true, example: 'src_…' })
  @TextsParameter()
  sourceId?: string[];

  @ApiPropertyOptional({ type: 'integer', maximum: mostHours, description: 'adds so many hours, one by one' })
  @IntegerParameter(1, mostHours)
  hours?: number;
}

/** @throws ProblemError `invalid_reference` */
export function uuidOfSource(id: string): string {
  return uuidOf('src', id) ?? invalid('sourceId', 'must be src_…');
}

/** @throws ProblemError `invalid_reference` */
export function recentFilterOf(query: RecentStreamQuery): RecentFilter {
  const { sourceId, type, event, outcome, person } = query;
  const filter: RecentFilter = {};
  if (outcome) filter.outcome = outcome;
  if (type) filter.types = type;
  if (event) filter.names = event;
  if (sourceId) filter.sourceIds = sourceId.map(uuidOfSource);
  if (person) {
    const people = parsePeople(person);
    filter.people = people.ok ? people.value : invalid('person', people.error);
  }
  return filter;
}

function invalid(name: string, message: string): never {
  throw new ProblemError('invalid_reference', {
    errors: [{ field: `query.${name}`, rule: 'format', message }],
  });
}
