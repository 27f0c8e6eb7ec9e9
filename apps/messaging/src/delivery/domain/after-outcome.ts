import { assertNever } from '@rapport/kernel';
import type { MessageClass, MessageReason, MessageState } from '@rapport/contracts';
import type { SendOutcome } from './outcome.js';
import { chanceOf, retryDelayMs } from './retry-delay.js';

export interface HandedOver {
  msgId: string;
  messageClass: MessageClass;
  /** This one included. */
  attempts: number;
  /** It was repeated once already without knowing how the time before ended. */
  maybeDuplicate: boolean;
  /** Epoch ms. */
  expiresAt: number;
}

/** Where a handed-over message goes next. */
export interface NextStates {
  path: MessageState[];
  reason: MessageReason | null;
  /** Epoch ms; when to look at it again. */
  notBefore: number | null;
  detail: string | null;
}

/** A repeat of a transactional message whose outcome nobody knows waits this long for late news (reliability.md 4.6). */
const reconcileAfterMs = 2 * 60_000;

export function afterOutcome(message: HandedOver, outcome: SendOutcome, now: number): NextStates {
  switch (outcome.outcome) {
    case 'accepted':
      return { ...nothing, path: outcome.isDelivered ? ['accepted', 'delivered'] : ['accepted'] };
    case 'refused':
      return { ...nothing, path: ['refused'], reason: outcome.scope, detail: outcome.providerCode };
    case 'not_sent': {
      const reason = outcome.scope === 'config' ? 'config' : null;
      return {
        path: ['retry_wait'],
        reason,
        notBefore: nextAttempt(message, outcome.retryAfterMs, now),
        detail: outcome.providerCode,
      };
    }
    case 'unknown':
      return unknownOf(message, now, outcome.providerCode);
    default:
      return assertNever(outcome);
  }
}

/**
 * Nobody knows whether it was sent, and the provider cannot be asked. Marketing stops there. Transactional is repeated once,
 * visibly: the person waits for it, and two are better than none (reliability.md 4.6).
 */
export function unknownOf(message: HandedOver, now: number, detail: string | null): NextStates {
  const mayRepeat = message.messageClass === 'transactional' && !message.maybeDuplicate;
  if (!mayRepeat) return { ...nothing, path: ['unknown', 'abandoned_unknown'], detail };
  return { ...nothing, path: ['unknown'], notBefore: now + reconcileAfterMs, detail };
}

/** What becomes of an unknown message when its wait for news is over. */
export function afterUnknown(message: HandedOver, now: number): NextStates {
  if (message.expiresAt <= now) return { ...nothing, path: ['abandoned_unknown'] };
  return { ...nothing, path: ['retry_wait'], notBefore: now };
}

/** Never after the expiry, so that a message ends as expired when it does and not at the end of a long pause. */
function nextAttempt(message: HandedOver, atLeastMs: number, now: number): number {
  const chance = chanceOf(message.msgId, message.attempts);
  const pauseMs = retryDelayMs(message.messageClass, message.attempts, chance, atLeastMs);
  return Math.min(now + pauseMs, message.expiresAt);
}

const nothing = { reason: null, notBefore: null, detail: null } satisfies Omit<NextStates, 'path'>;
