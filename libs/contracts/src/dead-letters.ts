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
  /** The original bytes, base64. For `ingest`: the JSON of the item as received. */
  payload: string;
  receivedAt: string;
}
