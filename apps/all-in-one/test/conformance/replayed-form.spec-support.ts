import type { Dialect, ToldCall } from './told-call.spec-support.js';

/** What an SDK makes of an answer. */
export type Verdict = 'stored' | 'again' | 'dropped';

export interface Envelope {
  writeKey: string;
  items: readonly Record<string, unknown>[];
  /** When the request leaves: each attempt has its own. */
  now: Date;
}

/**
 * What an SDK that cannot be run here puts on the wire and how it reads the answer, as reference documentation and its
 * published source say (docs/guides/sdks.md). The bytes are the SDK's; the small client that sends them is ours.
 */
export interface ReplayedForm {
  id: string;
  title: string;
  version: string;
  dialect: Dialect;
  library: string;
  needs: string;
  limits: string;
  path(call: ToldCall): string;
  /** Calls in one request; 1 for the SDKs that send each call alone. */
  batch: number;
  headers(writeKey: string, items: Envelope['items'], attempt: number): Record<string, string>;
  gzip?: boolean;
  /** `Transfer-Encoding: chunked` instead of a length. */
  chunked?: boolean;
  item(call: ToldCall, now: Date, messageId: string): Record<string, unknown>;
  body(envelope: Envelope): string;
  /** @param text the answer's body; some SDKs lose or repeat events over it */
  judge(status: number, text: string): Verdict;
  attempts: number;
  pauseMs(attempt: number): number;
}
