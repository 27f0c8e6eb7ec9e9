import type { BusRecord } from '../event-bus.js';
import { dropRelayedTwice, relayHeader } from './drop-relayed-twice.js';
import { untouched } from './group-offsets.js';

function record(position?: string): BusRecord {
  const headers: Record<string, string> = position === undefined ? {} : { [relayHeader]: position };
  return {
    topic: 't',
    partition: 0,
    offset: 0n,
    key: 'k',
    value: '{}',
    headers,
    bytes: () => Buffer.from('{}'),
  };
}

describe('records that the relay shipped', () => {
  it('are dropped when they come a second time, while those between them stay', () => {
    const records = [record('a/5'), record('a/6'), record(), record('a/5'), record('a/6'), record('a/7')];
    const { fresh, row } = dropRelayedTwice(records, untouched);
    expect(fresh).toEqual([records[0], records[1], records[2], records[5]]);
    expect(row).toMatchObject({ relayedEpoch: 'a', relayedNext: 8n });
  });

  it('are dropped when the group has had them before, from the log tables', () => {
    const row = { ...untouched, relayedEpoch: 'a', relayedNext: 7n };
    expect(dropRelayedTwice([record('a/6'), record('a/7')], row).fresh).toHaveLength(1);
  });

  it('count anew when the log is another one, or the header is not ours', () => {
    const row = { ...untouched, relayedEpoch: 'a', relayedNext: 7n };
    expect(dropRelayedTwice([record('b/0'), record('nonsense')], row).fresh).toHaveLength(2);
  });
});
