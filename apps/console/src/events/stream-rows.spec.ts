import type { LiveEvent } from '../api/event-types';
import { eventRow, keepNewest, ringSize, type StreamRow } from './stream-rows';

const event = (id: string, receivedAt: string): StreamRow =>
  eventRow({ id, receivedAt, outcome: 'accepted' } as LiveEvent);
const ids = (rows: readonly StreamRow[]) => rows.map((row) => row.id);

describe('the rows of the live view', () => {
  it('hold each event once, newest first, whether the list or the stream told of it', () => {
    const rows = keepNewest([event('a', '1'), event('b', '2')], [event('b', '2'), event('c', '3')]);
    expect(ids(rows)).toEqual(['c', 'b', 'a']);
  });

  it('stay the same object when nothing new came', () => {
    const rows = keepNewest([], [event('a', '1')]);
    expect(keepNewest(rows, [event('a', '1')])).toBe(rows);
    expect(keepNewest(rows, [])).toBe(rows);
  });

  it('are at most so many, the oldest going first', () => {
    const many = Array.from({ length: ringSize + 5 }, (_, i) => event(`e${i}`, String(i).padStart(5, '0')));
    const rows = keepNewest([], many);
    expect([rows.length, rows[0]?.id, rows.at(-1)?.id]).toEqual([ringSize, `e${ringSize + 4}`, 'e5']);
  });

  it('tell of a gap above the events that came before it', () => {
    const rows = keepNewest([event('a', '1')], [{ kind: 'gap', id: 'g', at: '1', reason: 'too_old' }]);
    expect(ids(keepNewest(rows, [event('b', '2')]))).toEqual(['b', 'g', 'a']);
  });

  it('add up neighbouring notes of sampling, and keep apart those with events between', () => {
    const sampled = (id: string, at: string, dropped: number): StreamRow => ({
      kind: 'sampled',
      id,
      at,
      dropped,
    });
    const once = keepNewest([event('a', '1')], [sampled('s1', '1', 10), sampled('s2', '1', 5)]);
    expect(once).toMatchObject([{ kind: 'sampled', dropped: 15 }, { id: 'a' }]);
    const apart = keepNewest(once, [event('b', '2'), sampled('s3', '2', 1)]);
    expect(apart.map((row) => (row.kind === 'sampled' ? row.dropped : row.id))).toEqual([1, 'b', 15, 'a']);
  });
});
