import type { AcceptedEvent } from './accepted-event.js';
import type { EventType } from './event-types.js';
import type { JsonValue } from './json.js';
import type { PlanRefusal } from './tracking-plans.js';

/** What the door knew of an item besides its bytes, so that it can be judged again as if it came at the same moment. */
export interface DoorCircumstances {
  /** Position in the batch as received. */
  index: number;
  mode: AcceptedEvent['mode'];
  /** Where the path decided what kind of call it was. */
  typeOfPath?: EventType;
  /** What the batch said for all of its items; null when that was too large to be kept with each. */
  batch: { context?: JsonValue; integrations?: JsonValue; sentAt?: JsonValue } | null;
  /** The sender's address; null when unknown. */
  address: string | null;
  clientSide: boolean;
}

/** One record of `rapport.dead-letters.v1`: what could not be processed, with its original bytes. */
export interface DeadLetter {
  v: 1;
  id: string;
  origin: 'ingest' | 'consumer';
  /** null when the record was too broken to tell. */
  workspaceId: string | null;
  /** Only for `ingest`. */
  sourceId: string | null;
  messageId: string | null;
  /** Why: a content code of the door (`too_deep`, `no_identity` …) or a class of the consumer (`poison`, `invalid_json` …). */
  code: string;
  /** Path of the fault inside the item, when known. */
  field: string | null;
  message: string;
  /** Only for `consumer`. */
  topic: string | null;
  partition: number | null;
  offset: string | null;
  consumerGroup: string | null;
  attempts: number;
  /** Only for `consumer`: key and headers of the original, to publish it again. */
  key?: string;
  headers?: Record<string, string>;
  /** The original was a tombstone: it had no value, not an empty one. */
  tombstone?: true;
  /** Only for `ingest`. */
  given?: DoorCircumstances;
  /** Version of Rapport that set it aside. */
  build?: string;
  /** The original bytes, base64. For `ingest`: the JSON of the item as received. */
  payload: string;
  /** Size of the original in bytes, when `payload` holds only its beginning. */
  originalBytes?: number;
  receivedAt: string;
  /** Only with the code `violates_tracking_plan`. */
  plan?: PlanRefusal;
}
