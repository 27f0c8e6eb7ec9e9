import type { Summary } from '../../accept/domain/summarise-outcomes.js';

export const plainSuccess = '{"success":true}';

/** SDKs read `success` at most; the counts are for people, and only there when there is something to say. */
export function wireAnswer(summary: Summary): string {
  if (summary.duplicates === 0 && summary.rejected.length === 0) return plainSuccess;
  return JSON.stringify({ success: true, ...summary });
}
