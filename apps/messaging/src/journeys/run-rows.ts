import type { JsonObject, RunState } from '@rapport/contracts';
import { toIso } from '@rapport/kernel';
import type { ExitReason, Run, Visit } from './domain/run.js';

/** A run together with what only the store needs to know of it. */
export interface EnteredRun extends Run {
  /** Identifier `type:value` of the event that entered it: where the run goes when the profile is unmerged. */
  anchor: string;
  /** The journey holds a person at most once at a time. */
  exclusive: boolean;
  causeEventId: string;
}

export interface RunRow {
  workspace_id: string;
  id: string;
  journey_id: string;
  version: number;
  profile_id: string;
  key: string;
  state: RunState;
  exit_reason: ExitReason | null;
  step: string | null;
  due_at: Date | null;
  parked_at: Date | null;
  entered_at: Date;
  ended_at: Date | null;
  event: JsonObject | null;
  steps: JsonObject;
  visits: Visit[];
}

export const runColumns = [
  ...['workspace_id', 'id', 'journey_id', 'version', 'profile_id', 'key', 'state', 'exit_reason', 'step'],
  ...['due_at', 'parked_at', 'entered_at', 'ended_at', 'event', 'steps', 'visits'],
]
  .map((column) => `r.${column}`)
  .join(', ');

export function runOfRow(row: RunRow): Run {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    journeyId: row.journey_id,
    version: row.version,
    profileId: row.profile_id,
    key: row.key,
    state: row.state,
    exitReason: row.exit_reason,
    step: row.step,
    dueAt: row.state === 'active' ? ((row.due_at ?? row.parked_at)?.getTime() ?? null) : null,
    enteredAt: row.entered_at.getTime(),
    endedAt: row.ended_at?.getTime() ?? null,
    event: row.event,
    steps: row.steps,
    visits: row.visits,
  };
}

export function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : toIso(epochMs);
}
