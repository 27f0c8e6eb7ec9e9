import type { RenderedEmail } from '../render/render-protocol.js';
import type { ClaimedMessage } from './message.js';

/** A rendered message, about to be handed over. */
export interface ReadyMessage {
  message: ClaimedMessage;
  recipient: string;
  email: RenderedEmail;
  locale: string | null;
  templateVersion: number | null;
  composedAt: Date;
  /** Its content was stored at an earlier hand-over: the same bytes go out again. */
  isStored: boolean;
  /** The person whose own address it is: the hand-over checks that it still is. null when the caller gave the address. */
  addressOf: string | null;
}
