import type { LetterDetails, LetterOrigin, LetterState } from './domain/stored-letter.js';

/** A letter as lists and answers show it; everything but its bytes. */
export interface LetterRow {
  id: string;
  madeAt: Date;
  origin: LetterOrigin;
  state: LetterState;
  code: string;
  field: string | null;
  message: string;
  sourceId: string | null;
  messageId: string | null;
  topic: string | null;
  partition: number | null;
  offset: string | null;
  consumer: string | null;
  attempts: number;
  build: string | null;
  receivedAt: Date;
  lastAt: Date;
  operationId: string | null;
  originalBytes: number | null;
  bytes: number;
}

/** With what a replay needs. */
export interface WholeLetter extends LetterRow {
  details: LetterDetails;
  payload: Buffer;
}

export const letterColumns = `
  id, made_at AS "madeAt", origin, state, code, field, message, source_id AS "sourceId", message_id AS "messageId", topic,
  partition, "offset", consumer, attempts, build, received_at AS "receivedAt", last_at AS "lastAt",
  operation_id AS "operationId", original_bytes AS "originalBytes", octet_length(payload) AS bytes`;

/** Which letters of a workspace; what is left out does not matter. Ids are uuids, times ISO 8601. */
export interface LetterFilter {
  ids?: readonly string[];
  origin?: readonly string[];
  code?: readonly string[];
  sourceId?: readonly string[];
  topic?: readonly string[];
  state?: readonly string[];
  /** When the letter was made. */
  from?: string;
  to?: string;
}

/** SQL of a filter, whose values are `$1` to `$9`: see `filterValues`. */
export const filterCondition = `
  workspace_id = $1
  AND ($2::uuid[] IS NULL OR id = ANY ($2)) AND ($3::text[] IS NULL OR origin = ANY ($3))
  AND ($4::text[] IS NULL OR code = ANY ($4)) AND ($5::uuid[] IS NULL OR source_id = ANY ($5))
  AND ($6::text[] IS NULL OR topic = ANY ($6)) AND ($7::text[] IS NULL OR state = ANY ($7))
  AND ($8::timestamptz IS NULL OR made_at >= $8) AND ($9::timestamptz IS NULL OR made_at < $9)`;

export function filterValues(workspaceId: string, filter: LetterFilter): unknown[] {
  const { ids, origin, code, sourceId, topic, state, from, to } = filter;
  return [workspaceId, ids, origin, code, sourceId, topic, state, from, to].map((value) => value ?? null);
}
