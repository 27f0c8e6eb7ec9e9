import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { eventTypes, planActions, planViolationTypes } from '@rapport/contracts';
import { ChoicesParameter, InstantParameter, PageQuery, TextsParameter } from '@rapport/http';
import { ProblemError, publicId, toIso, uuidOf } from '@rapport/kernel';
import type { ViolationFilter, ViolationRow } from './plan-violations.repository.js';

export class PlanViolationsQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'string', isArray: true, example: 'src_…' })
  @TextsParameter()
  sourceId?: string[];

  @ApiPropertyOptional({ type: 'string', isArray: true, description: 'exact name of the event' })
  @TextsParameter()
  event?: string[];

  @ApiPropertyOptional({ enum: planViolationTypes, isArray: true })
  @ChoicesParameter(planViolationTypes)
  type?: string[];

  @ApiPropertyOptional({
    type: 'string',
    format: 'date-time',
    description: 'Kinds seen since then. Counts are kept by day (UTC), for 30 days.',
  })
  @InstantParameter()
  from?: string;

  @ApiPropertyOptional({ type: 'string', format: 'date-time', description: 'Kinds seen before then.' })
  @InstantParameter()
  to?: string;
}

export class ExampleEventAnswer {
  @ApiProperty({ type: 'string' }) messageId: string;
}

export class PlanViolationAnswer {
  @ApiProperty({ type: 'string', example: 'src_…' }) sourceId: string;
  @ApiProperty({ enum: eventTypes }) eventType: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'Of track events.' }) event: string | null;
  @ApiProperty({ enum: planViolationTypes }) type: string;
  @ApiProperty({ type: 'string', description: 'Items of a list are one place: `products[].price`.' })
  field: string;
  @ApiProperty({ enum: planActions }) action: string;
  @ApiProperty({ type: 'string' }) message: string;
  @ApiProperty({ type: 'integer' }) count: number;
  @ApiProperty({ type: 'string', format: 'date-time' }) firstAt: string;
  @ApiProperty({ type: 'string', format: 'date-time' }) lastAt: string;
  @ApiProperty({ type: ExampleEventAnswer, description: 'One of the last events that did so.' })
  example: ExampleEventAnswer;
}

export class PlanViolationsPage {
  @ApiProperty({ type: [PlanViolationAnswer] }) data: PlanViolationAnswer[];
  @ApiProperty({ type: 'string', nullable: true }) nextCursor: string | null;
}

/** @throws ProblemError `invalid_reference` */
export function violationFilterOf({ sourceId, event, type, from, to }: PlanViolationsQuery): ViolationFilter {
  const sourceIds = sourceId?.map((id) => {
    const uuid = uuidOf('src', id);
    if (uuid !== undefined) return uuid;
    const fault = { field: 'query.sourceId', rule: 'format', message: 'must be src_…' };
    throw new ProblemError('invalid_reference', { errors: [fault] });
  });
  return { sourceIds, events: event, types: type, from, to };
}

export function violationAnswer(row: ViolationRow): PlanViolationAnswer {
  const { digest: _digest, sourceId, count, firstAt, lastAt, exampleMessageId, ...rest } = row;
  return {
    sourceId: publicId('src', sourceId),
    ...rest,
    count: Number(count),
    firstAt: toIso(firstAt.getTime()),
    lastAt: toIso(lastAt.getTime()),
    example: { messageId: exampleMessageId },
  };
}
