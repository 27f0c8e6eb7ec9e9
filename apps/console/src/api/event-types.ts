import type { EventType } from '@rapport/contracts';

export type Outcome = 'accepted' | 'rejected';

/** What came to the door, accepted or not (api.md 6.3). */
export interface LiveEvent {
  id: string;
  outcome: Outcome;
  code: string | null;
  /** Of a rejected event: where in it the fault is. */
  field: string | null;
  message: string | null;
  source: { id: string; name: string | null };
  messageId: string | null;
  type: EventType | null;
  name: string | null;
  person: string | null;
  timestamp: string | null;
  receivedAt: string;
  flags: string[];
  /** As normalised; of a rejected one, what was sent, which may be any text. */
  payload: unknown;
}
