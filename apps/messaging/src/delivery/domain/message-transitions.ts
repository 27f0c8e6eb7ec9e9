import type { MessageState } from '@rapport/contracts';

/** The state machine of a message (api.md 12.2, reliability.md 4.6): what each state may lead to. */
export const leadsTo: Readonly<Record<MessageState, readonly MessageState[]>> = {
  planned: ['claimed', 'skipped', 'cancelled', 'expired', 'failed'],
  claimed: ['handed_over', 'planned', 'skipped', 'failed', 'cancelled', 'expired'],
  handed_over: ['accepted', 'retry_wait', 'refused', 'unknown'],
  retry_wait: ['claimed', 'expired', 'cancelled'],
  accepted: ['delivered', 'bounced'],
  delivered: ['bounced'],
  bounced: [],
  refused: [],
  failed: [],
  unknown: ['accepted', 'retry_wait', 'abandoned_unknown'],
  abandoned_unknown: ['accepted'],
  skipped: [],
  /** Only as a duplicate that an unmerge gives back. */
  cancelled: ['planned'],
  expired: [],
};

/** Nothing was handed over yet, or certainly nothing was taken: calling it off is still possible. */
export const cancellableStates = [
  'planned',
  'claimed',
  'retry_wait',
] as const satisfies readonly MessageState[];

const open: ReadonlySet<MessageState> = new Set([
  'planned',
  'claimed',
  'handed_over',
  'retry_wait',
  'unknown',
]);

/** No more news comes. In this release no provider reports after it accepted, so `accepted` is an end. */
export function isFinal(state: MessageState): boolean {
  return !open.has(state);
}

/** @throws Error on a step that the machine does not have: a defect, never a matter of input */
export function assertLegalPath(from: MessageState | null, path: readonly MessageState[]): void {
  let state = from;
  for (const next of path) {
    const legal = state === null ? next === 'planned' : leadsTo[state].includes(next);
    if (!legal) throw new Error(`a message cannot go from ${state ?? 'nothing'} to ${next}`);
    state = next;
  }
}
