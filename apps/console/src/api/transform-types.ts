import type { JsonObject } from '@rapport/contracts';
import type { Versioned } from './types';

export type TransformExpectation =
  { event: JsonObject | null } | { events: JsonObject[] } | { error: string };
export interface TransformTest {
  name: string;
  event: JsonObject;
  expect: TransformExpectation;
}
export interface TransformDraft {
  language: 'javascript';
  code: string;
  sourceIds: string[];
  /** Among the transforms of one source; lower first. */
  order: number;
  tests: TransformTest[];
}
export interface Transform extends Versioned<TransformDraft> {
  /** Of the published version. */
  sourceIds: string[];
  order: number | null;
}
/** What the code made of one event. */
export interface Trial {
  event: JsonObject | null;
  events: JsonObject[];
  logs: string[];
  error: { message: string; line: number | null } | null;
  durationMs: number;
}
