import type { DoorCircumstances } from '@rapport/contracts';

export const letterOrigins = ['ingest', 'consumer'] as const;
export type LetterOrigin = (typeof letterOrigins)[number];
export const letterStates = ['open', 'replayed', 'discarded'] as const;
export type LetterState = (typeof letterStates)[number];

/** Under which letters stand that do not say whose they are: no workspace has the nil uuid. */
export const nobody = '00000000-0000-0000-0000-000000000000';

/** What a replay needs of a letter besides its bytes. */
export interface LetterDetails {
  key?: string;
  headers?: Record<string, string>;
  tombstone?: true;
  given?: DoorCircumstances;
}

/** A dead letter as it is kept. Ids are uuids, times ISO 8601. */
export interface StoredLetter {
  workspaceId: string;
  id: string;
  /** Epoch ms: the time that a uuid v7 bears. */
  madeAtMs: number;
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
  receivedAt: string;
  details: LetterDetails;
  originalBytes: number | null;
  payload: Buffer;
}
