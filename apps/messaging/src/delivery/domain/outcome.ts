import type { MessageReason } from '@rapport/contracts';

/** What one call to a provider came to (messaging.md 1.1). */
export type SendOutcome =
  /** The provider took it. `isDelivered`: it also reached its end, as in a mailbox of our own. */
  | {
      outcome: 'accepted';
      providerMessageId: string | null;
      isDelivered: boolean;
      providerCode: string | null;
    }
  /** Certainly not taken; may work later. `config`: a credential, sender or connection is wrong, not the message. */
  | { outcome: 'not_sent'; scope: 'config' | 'busy'; providerCode: string | null; retryAfterMs: number }
  /** Certainly not taken, and never will be. */
  | {
      outcome: 'refused';
      scope: Extract<MessageReason, 'recipient' | 'content' | 'policy'>;
      providerCode: string | null;
    }
  /** May have been taken. Never retried blindly. */
  | { outcome: 'unknown'; providerCode: string | null };
