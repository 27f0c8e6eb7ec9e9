import type { JsonFault, JsonFaultCode, JsonPath } from '@rapport/kernel';
import { messageOfJsonFault } from '@rapport/kernel';

/** Why the door turns an item away (security.md 4.3 B, ingest.md 1.6). */
export type RejectionCode =
  JsonFaultCode | 'bad_type' | 'no_identity' | 'event_too_large' | 'source_disabled';

/** `path` leads from the item's root to the fault; the sentence never holds the offending value. */
export interface Rejection {
  code: RejectionCode;
  path: JsonPath;
  message: string;
}

export function rejection(code: RejectionCode, path: JsonPath, message: string): Rejection {
  return { code, path, message };
}

export function rejectionOfJson({ code, path }: JsonFault): Rejection {
  return { code, path, message: messageOfJsonFault(code) };
}
