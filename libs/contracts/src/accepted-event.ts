import type { EventType } from './event-types.js';
import type { JsonObject } from './json.js';
import type { PlanCheck } from './tracking-plans.js';

export const eventFlags = [
  'clock_out_of_range',
  'blocked_id',
  'not_an_object',
  'number_precision',
  'bad_timestamp',
  // Kept, identifies nobody: the workspace's identity policy does not know it. Said by the profile stage, not at the door.
  'unknown_identifier_type',
  // Malformed, of another encoding, or of a company: kept, identifies nobody.
  'ignored_external_id',
  // Sent as history (`mode: backfill`), not as it happened.
  'historical',
] as const;

/** What is odd about an event but kept. */
export type EventFlag = (typeof eventFlags)[number];

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
  /** What the SDK says of itself (`_metadata`: how often it tried, what it runs on), as sent. Never trusted, not part of the sum. */
  sdkMetadata?: JsonObject;
  flags: EventFlag[];
  /** Only when its source lets some types of identifiers match and no others, as it was set when the event came. */
  matchOn?: string[];
  /** Only when a server sent it that we know as one: it may introduce types of identifiers. */
  serverSide?: true;
  /** Only when its source has a tracking plan and the event departs from it. */
  plan?: PlanCheck;
}
