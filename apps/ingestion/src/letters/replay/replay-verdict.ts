import type { StoredMessage } from '@rapport/event-bus';

export interface Fault {
  code: string;
  field: string | null;
  message: string;
}

/** What a replay of one letter comes to. */
export type ReplayVerdict =
  /** It goes through the door now. A transform may make several events of one. */
  | { kind: 'passed'; messages: readonly StoredMessage[] }
  /** It goes back to the consumer that could not use it; what becomes of it shows later. */
  | { kind: 'handed_over'; messages: readonly StoredMessage[] }
  /** A transform drops it on purpose. */
  | { kind: 'dropped'; fault: Fault }
  /** The door turns it away again. */
  | { kind: 'failed'; fault: Fault }
  /** What would be needed was not kept. The letter stays as it is. */
  | { kind: 'not_replayable'; fault: Fault };

export function notReplayable(code: string, message: string): ReplayVerdict {
  return { kind: 'not_replayable', fault: { code, field: null, message } };
}
