import { headerNames } from '@rapport/contracts';
import type { BusRecord } from '../event-bus.js';
import { relayGroup } from '../log/relay-group.js';

/**
 * A dead letter that is published again is for the group that could not use it; the others have had the record. The relay
 * is no reader: it ships everything.
 */
export function dropForeignReplays(records: BusRecord[], group: string): BusRecord[] {
  if (group === relayGroup) return records;
  return records.filter(({ headers }) => (headers[headerNames.replayFor] ?? group) === group);
}
