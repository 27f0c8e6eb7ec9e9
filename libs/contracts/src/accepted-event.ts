export const eventTypes = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;
export type EventType = (typeof eventTypes)[number];

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** What is odd about an event but kept. */
export type EventFlag =
  | 'clock_out_of_range'
  | 'blocked_id'
  | 'not_an_object'
  | 'number_precision'
  | 'bad_timestamp'
  | 'unknown_identifier_type';

/**
 * One record of `rapport.events.v1`: an accepted event, normalised and clock-corrected. Every later stage can process it.
 * Identifiers are as the SDK sent them (trimmed, numbers as text); times are ISO 8601 UTC.
 */
export interface AcceptedEvent {
  v: 1;
  /** Ours, a uuid v7 given at the door; `messageId` is the client's. */
  id: string;
  workspaceId: string;
  sourceId: string;
  /** The client's, unique within its source for 30 days. */
  messageId: string;
  type: EventType;
  userId: string | null;
  anonymousId: string | null;
  groupId: string | null;
  previousId: string | null;
  /** Name of a track event; name of a page or screen, when given. */
  name: string | null;
  category: string | null;
  /** Of identify and group; null otherwise. For identify: `traits` laid over `context.traits`. */
  traits: JsonObject | null;
  /** Of track, page and screen; null otherwise. */
  properties: JsonObject | null;
  context: JsonObject;
  integrations: JsonObject | null;
  /** When it happened, moved onto our clock (ingest.md 2.2). */
  timestamp: string;
  originalTimestamp: string | null;
  sentAt: string | null;
  receivedAt: string;
  /** Position in the batch as received, before anything was dropped; 0 for a single call. */
  index: number;
  mode: 'live' | 'backfill';
  /** Hex sha256 of the item as sent: the same messageId with another sum is a `duplicate_conflict`. */
  payloadSha: string;
  flags: EventFlag[];
}
