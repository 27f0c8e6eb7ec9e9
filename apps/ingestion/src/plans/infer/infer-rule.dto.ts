import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { EventType, JsonObject, PlanRule } from '@rapport/contracts';
import { OptionalField } from '@rapport/http';
import { fieldProblem, limits, uuidOf } from '@rapport/kernel';
import { IsIn, IsObject, IsString, MaxLength, MinLength } from 'class-validator';
import type { InferRequest, InferredRule } from './infer-rule.usecase.js';

type InferredType = Exclude<EventType, 'alias'>;
const inferredTypes: readonly InferredType[] = ['track', 'identify', 'group', 'page', 'screen'];

export class InferRuleBody {
  @ApiPropertyOptional({ enum: inferredTypes, description: 'Of the example, or track, when absent.' })
  @OptionalField()
  @IsIn(inferredTypes)
  type?: InferredType;

  @ApiPropertyOptional({ type: 'string', description: 'Exact name; of track events only, which need one.' })
  @OptionalField()
  @IsString()
  @MinLength(1)
  @MaxLength(limits.eventNameLength)
  event?: string;

  @ApiPropertyOptional({ type: 'string', example: 'src_…', description: 'Only events of this source.' })
  @OptionalField()
  @IsString()
  sourceId?: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'One event to go by, as an SDK sends it or as a list of events shows it.',
  })
  @OptionalField()
  @IsObject()
  example?: object;
}

export class SeenPropertyAnswer {
  @ApiProperty({ type: 'string' }) name: string;
  @ApiProperty({ type: 'integer', description: 'Events that had it.' }) count: number;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } }) types: Record<string, number>;
}

export class SeenAnswer {
  @ApiProperty({
    type: 'integer',
    description: 'Events looked at: the newest of the last 7 days, or the example.',
  })
  events: number;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) firstAt: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) lastAt: string | null;
  @ApiProperty({ type: [SeenPropertyAnswer] }) properties: SeenPropertyAnswer[];
}

export class InferredRuleAnswer implements InferredRule {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'To be added to a draft.' })
  rule: PlanRule;
  @ApiProperty({ type: SeenAnswer }) seen: SeenAnswer;
}

/** @throws ProblemError `validation_failed`, `unknown_ref` */
export function inferRequestOf(workspaceId: string, ref: string, body: InferRuleBody): InferRequest {
  const example = body.example as JsonObject | undefined;
  const type = body.type ?? inferredTypes.find((known) => known === example?.type) ?? 'track';
  const sourceId = body.sourceId === undefined ? undefined : uuidOf('src', body.sourceId);
  if (body.sourceId !== undefined && sourceId === undefined) {
    throw fieldProblem('sourceId', 'unknown_ref', 'is no source of this workspace', 'unknown_ref');
  }
  return {
    workspaceId,
    ref,
    type,
    event: type === 'track' ? nameOf(body.event, example) : null,
    sourceIds: sourceId === undefined ? undefined : [sourceId],
    example,
  };
}

function nameOf(given: string | undefined, example: JsonObject | undefined): string {
  const name = given ?? example?.event ?? example?.name;
  if (typeof name !== 'string' || name.trim() === '') {
    throw fieldProblem('event', 'required', 'is required for a track rule');
  }
  return name.trim();
}
