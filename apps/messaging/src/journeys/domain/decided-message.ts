import type { MessageReason, MessageState } from '@rapport/contracts';
import { cancellableStates } from '../../delivery/domain/message-transitions.js';
import type { DecidedMessage } from './settle-messages.js';

/** What the ledger knows of a message; `state` is null while its decision is still on the way there. */
export interface KnownMessage {
  state: MessageState | null;
  reason: MessageReason | null;
  /** Epoch ms; null with `state`. */
  expiresAt: number | null;
  /** It was called off as a duplicate, and this is not undone. */
  isCalledOff: boolean;
  counterpartId: string | null;
  address: string | null;
}

/** Handed over, or nobody knows. What a provider refused reached nobody. */
const sent: ReadonlySet<MessageState> = new Set([
  'handed_over',
  'accepted',
  'delivered',
  'bounced',
  'unknown',
  'abandoned_unknown',
]);

export function decidedMessageOf(
  decision: Pick<DecidedMessage, 'msgId' | 'runId' | 'step' | 'visit'>,
  known: KnownMessage | undefined,
  now: number,
): DecidedMessage {
  return {
    ...decision,
    standing: standingOf(known, now),
    counterpartId: known?.counterpartId ?? null,
    address: known?.address ?? null,
  };
}

function standingOf(known: KnownMessage | undefined, now: number): DecidedMessage['standing'] {
  if (!known) return 'open';
  const { state, reason, expiresAt, isCalledOff } = known;
  if (state !== null && sent.has(state)) return 'sent';
  if (state === null || cancellableStates.some((one) => one === state))
    return isCalledOff ? 'called_off' : 'open';
  const returns = state === 'cancelled' && reason === 'merged_duplicate' && (expiresAt ?? 0) > now;
  return returns ? 'called_off' : 'ended';
}
