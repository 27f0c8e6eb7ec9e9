import { ApiProperty } from '@nestjs/swagger';
import { runStates, type JsonObject, type RunState } from '@rapport/contracts';
import { publicId, toIso } from '@rapport/kernel';
import type { Run, Visit } from './domain/run.js';
import { isoOrNull } from './run-rows.js';

const nullableInstant = { type: String, format: 'date-time', nullable: true } as const;
const outcomes = ['elapsed', 'branched', 'planned', 'exited', 'failed', 'interrupted'] as const;

export class VisitView {
  @ApiProperty({ type: String }) step: string;
  @ApiProperty({ type: 'integer', description: '1 for the first arrival.' }) visit: number;
  @ApiProperty({ type: String, format: 'date-time' }) enteredAt: string;
  @ApiProperty(nullableInstant) leftAt: string | null;
  @ApiProperty({ enum: outcomes, nullable: true }) outcome: Visit['outcome'];
  @ApiProperty({ type: String, nullable: true }) branch: string | null;
  @ApiProperty({ type: String, required: false }) msgId?: string;
}

export class RunContextView {
  @ApiProperty({ type: Object, description: 'Results by step key.' }) steps: JsonObject;
}

export class RunView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) journeyId: string;
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ type: String }) profileId: string;
  @ApiProperty({ type: String, nullable: true }) key: string | null;
  @ApiProperty({ enum: runStates }) state: RunState;
  @ApiProperty({ type: String, nullable: true }) exitReason: string | null;
  @ApiProperty({ type: String, nullable: true }) step: string | null;
  @ApiProperty(nullableInstant) waitingUntil: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) enteredAt: string;
  @ApiProperty(nullableInstant) endedAt: string | null;
  @ApiProperty({ type: Object, nullable: true, description: 'The trigger event, as it was.' })
  event: JsonObject | null;
  @ApiProperty({ type: RunContextView }) context: RunContextView;
  @ApiProperty({ type: [VisitView] }) visits: VisitView[];
  @ApiProperty(nullableInstant) goalReachedAt: null;
  @ApiProperty({ type: Boolean }) test: boolean;
}

/** A run as the API shows it (api.md 10.1). What branches looked at stays inside: it may hold traits. */
export function runViewOf(run: Run): RunView {
  return {
    id: publicId('run', run.id),
    journeyId: publicId('jrn', run.journeyId),
    version: run.version,
    profileId: publicId('prf', run.profileId),
    key: run.key === '' ? null : run.key,
    state: run.state,
    exitReason: run.exitReason,
    step: run.step,
    waitingUntil: isoOrNull(run.dueAt),
    enteredAt: toIso(run.enteredAt),
    endedAt: isoOrNull(run.endedAt),
    event: run.event,
    context: { steps: run.steps },
    visits: run.visits.map(visitViewOf),
    goalReachedAt: null,
    test: false,
  };
}

function visitViewOf({ step, visit, enteredAt, leftAt, outcome, branch, msgId }: Visit): VisitView {
  const common = { step, visit, enteredAt, leftAt, outcome, branch };
  return msgId === null ? common : { ...common, msgId: publicId('msg', msgId) };
}
