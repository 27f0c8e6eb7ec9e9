import type { JsonObject } from '@rapport/contracts';

/** What a stored test expects. Objects name the fields that matter; `null` means that a field is not there. */
export type TransformExpectation =
  | { event: JsonObject | null }
  | { events: JsonObject[] }
  /** A part of the message; `''` for any failure. */
  | { error: string };

export interface TransformTest {
  name: string;
  event: JsonObject;
  expect: TransformExpectation;
}

/** The draft of a transform (api.md 6.4) and, once published, the content of a version. */
export interface TransformDraft {
  language: 'javascript';
  code: string;
  /** Public ids. */
  sourceIds: string[];
  /** Among the transforms of one source; lower first. */
  order: number;
  tests: TransformTest[];
}
