export type LetterOrigin = 'ingest' | 'consumer';
export type LetterState = 'open' | 'replayed' | 'discarded';

/** What could not be processed, kept as it came (api.md 6.4). */
export interface DeadLetter {
  id: string;
  origin: LetterOrigin;
  code: string;
  field: string | null;
  message: string;
  topic: string | null;
  partition: number | null;
  offset: string | null;
  consumer: string | null;
  sourceId: string | null;
  messageId: string | null;
  attempts: number;
  build: string | null;
  firstAt: string;
  lastAt: string;
  receivedAt: string;
  state: LetterState;
  operationId: string | null;
  bytes: number;
  truncated: boolean;
}
export interface LetterPayload {
  encoding: 'utf8' | 'base64';
  payload: string;
  sha256: string;
  bytes: number;
  truncated: boolean;
  key: string | null;
  headers: Record<string, string> | null;
}
export interface LetterCount {
  origin: LetterOrigin;
  state: LetterState;
  code: string;
  sourceId: string | null;
  topic: string | null;
  count: number;
}

/** Which letters: some, or all open ones that a filter holds. */
export type LetterChoice = { ids: string[] } | { filter: LetterFilter };
export interface LetterFilter {
  origin?: LetterOrigin[];
  code?: string[];
  sourceId?: string[];
}

export interface ReplayReport {
  dryRun: boolean;
  passed: number;
  handedOver: number;
  dropped: number;
  failed: number;
  notReplayable: number;
  notOpen: number;
  codes: Record<string, number>;
  rows: { id: string; code: string; field: string | null; message: string }[];
}
