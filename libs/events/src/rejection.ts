import type { PlanRefusal } from '@rapport/contracts';
import type { JsonFault, JsonFaultCode, JsonPath } from '@rapport/kernel';
import { jsonFaultCodes, messageOfJsonFault } from '@rapport/kernel';

const ownCodes = [
  'bad_type',
  'no_identity',
  'event_too_large',
  'source_disabled',
  // By the pipeline of its source: a function of the operator's, or the tracking plan.
  'transform_failed',
  'dropped_by_transform',
  'violates_tracking_plan',
] as const;

/** Why the door turns an item away (security.md 4.3 B, ingest.md 1.6); each stands in `docs/guides/ingest.md`. */
export type RejectionCode = JsonFaultCode | (typeof ownCodes)[number];
export const rejectionCodes: readonly RejectionCode[] = [...ownCodes, ...jsonFaultCodes];

/** `path` leads from the item's root to the fault; the sentence never holds the offending value. */
export interface Rejection {
  code: RejectionCode;
  path: JsonPath;
  message: string;
  /** Only with `violates_tracking_plan`: all that was found. */
  plan?: PlanRefusal;
}

export function rejection(code: RejectionCode, path: JsonPath, message: string): Rejection {
  return { code, path, message };
}

export function rejectionOfJson({ code, path }: JsonFault): Rejection {
  return { code, path, message: messageOfJsonFault(code) };
}
