import type { MessageActivity, MessageState } from '@rapport/contracts';

/** A run's message that will never reach anybody, and where the run decided to send it. */
export interface UnsentMessage {
  workspaceId: string;
  journeyId: string;
  version: number;
  runId: string;
  stepKey: string;
}

/** Ends of a message before its hand-over; `cancelled` is not among them, since a cancellation comes from the run itself. */
const neverSent: ReadonlySet<MessageState> = new Set(['skipped', 'failed', 'expired']);

/** The messages of runs that ended without being sent. */
export function unsentMessages(activities: readonly MessageActivity[]): UnsentMessage[] {
  return activities.flatMap(({ kind, state, origin, workspaceId }) => {
    if (kind !== 'message_state_reached' || !neverSent.has(state) || origin?.kind !== 'journey') return [];
    const { journeyId, version, runId, stepKey } = origin;
    return [{ workspaceId, journeyId, version, runId, stepKey }];
  });
}
