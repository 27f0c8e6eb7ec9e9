import type { Channel, MessageClass } from './templates.js';
import type { SendOrigin } from './sends.js';

export const messageStates = [
  'planned',
  'claimed',
  'handed_over',
  'retry_wait',
  'accepted',
  'delivered',
  'bounced',
  'refused',
  'failed',
  'unknown',
  'abandoned_unknown',
  'skipped',
  'cancelled',
  'expired',
] as const;
export type MessageState = (typeof messageStates)[number];

/** Why a message stopped where it did (api.md 12.2); later releases add reasons, never reuse one. */
export type MessageReason =
  | 'no_address'
  | 'erased'
  | 'missing_variable'
  | 'render'
  | 'invalid_address'
  | 'too_large'
  | 'no_provider'
  | 'recipient'
  | 'content'
  | 'policy'
  | 'config'
  | 'hard_bounce'
  | 'soft_bounce'
  | 'run_exited'
  | 'journey_archived'
  | 'merged_duplicate'
  | 'expired';

/** One record of `rapport.message-activity.v1`: a state that a message reached. */
export interface MessageStateReached {
  v: 1;
  kind: 'message_state_reached';
  /** uuid, derived from (msgId, sequence). */
  id: string;
  workspaceId: string;
  msgId: string;
  profileId: string | null;
  channel: Channel;
  messageClass: MessageClass;
  state: MessageState;
  reason: MessageReason | null;
  origin: SendOrigin;
  attempt: number;
  occurredAt: string;
}

export type MessageActivity = MessageStateReached;
