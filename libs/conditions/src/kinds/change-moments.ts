import type { Trace } from '../trace.js';

/** The earliest change of any; null when none can change. */
export function earliestChange(traces: readonly Trace[]): number | null {
  return traces.reduce<number | null>(
    (first, { changesAt }) =>
      changesAt === null ? first : first === null ? changesAt : Math.min(first, changesAt),
    null,
  );
}

/** When all of them can have changed at the earliest; null when one never does. */
export function latestChange(traces: readonly Trace[]): number | null {
  return traces.reduce<number | null>(
    (last, { changesAt }) => (last === null || changesAt === null ? null : Math.max(last, changesAt)),
    -Infinity,
  );
}
