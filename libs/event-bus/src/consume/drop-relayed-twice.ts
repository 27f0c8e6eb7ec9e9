import type { BusRecord } from '../event-bus.js';
import type { OffsetRow } from './group-offsets.js';

/** Header of a record that the relay shipped: `<epoch of the log>/<offset in the log tables>`. */
export const relayHeader = 'log-position';

export function relayPosition(epoch: string, offset: bigint): string {
  return `${epoch}/${offset}`;
}

/**
 * The relay ships at least once, in order and to the partition of the same number; so whatever lies before the last position that
 * a group has handled is a repetition. Returns what is new, and the row as it stands afterwards.
 */
export function dropRelayedTwice(
  records: readonly BusRecord[],
  row: OffsetRow,
): { fresh: BusRecord[]; row: OffsetRow } {
  let { relayedEpoch, relayedNext } = row;
  const fresh = records.filter((record) => {
    const position = record.headers[relayHeader]?.split('/');
    const offset = position?.[1];
    if (!position || offset === undefined || !/^\d{1,18}$/.test(offset)) return true;
    if (position[0] === relayedEpoch && BigInt(offset) < relayedNext) return false;
    relayedEpoch = position[0] ?? null;
    relayedNext = BigInt(offset) + 1n;
    return true;
  });
  return { fresh, row: { ...row, relayedEpoch, relayedNext } };
}
