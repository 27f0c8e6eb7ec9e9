import { ApiProperty } from '@nestjs/swagger';
import type { StepKind } from '@rapport/contracts';
import type { TrailEntry } from './domain/run-trail.js';

const nullableText = { type: String, nullable: true } as const;
const kinds = ['entered', 'step', 'exited'] as const;

export class RunStepView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty({ enum: kinds }) kind: TrailEntry['kind'];
  @ApiProperty({ type: String }) runId: string;
  @ApiProperty({ type: String }) journeyId: string;
  @ApiProperty({ type: String }) journeyName: string;
  @ApiProperty(nullableText) stepKey: string | null;
  @ApiProperty(nullableText) stepKind: StepKind | null;
  @ApiProperty({
    ...nullableText,
    description:
      'Of a step: `waiting`, `elapsed`, `branched`, `exited`, `failed`, or the state of its message; of an exit: the state of the run; `resumed` when an unmerge brought the run back.',
  })
  outcome: string | null;
  @ApiProperty({
    ...nullableText,
    description: 'Of a branch: the way taken; of `waiting`: until when; of a message or an exit: why.',
  })
  reason: string | null;
  @ApiProperty(nullableText) msgId: string | null;
}
