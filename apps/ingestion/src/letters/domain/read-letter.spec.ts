import { newId } from '@rapport/kernel';
import fc from 'fast-check';
import { millisecondsOf, readLetter } from './read-letter.js';
import { nobody } from './stored-letter.js';

const now = Date.parse('2026-11-26T12:00:00.000Z');
const record = (value: string | null) => ({
  topic: 'rapport.dead-letters.v1',
  partition: 1,
  offset: 7n,
  key: 'k',
  headers: {},
  value,
  bytes: () => Buffer.from(value ?? ''),
});
const read = (value: string | null) => readLetter(record(value), 'rapport.test', now, newId);

describe('reading a dead letter', () => {
  it('knows from the id when the letter was made', () => {
    expect(millisecondsOf('019ab000-1234-7000-8000-000000000000')).toBe(0x019ab0001234);
    expect(millisecondsOf('019ab000-1234-4000-8000-000000000000')).toBeUndefined();
    expect(millisecondsOf('nonsense')).toBeUndefined();
  });

  it('has nothing to decide about what a transform dropped on purpose', () => {
    expect(read(JSON.stringify({ code: 'dropped_by_transform', payload: '' })).state).toBe('discarded');
    expect(read(JSON.stringify({ code: 'transform_failed', payload: '' })).state).toBe('open');
  });

  it('makes a letter of whatever it is given that PostgreSQL can store', () => {
    const field = fc.oneof(
      fc.jsonValue(),
      fc.constant('a\0\ud800'),
      fc.constant(nobody),
      fc.constant(newId()),
    );
    const names = [
      'id',
      'workspaceId',
      'sourceId',
      'code',
      'field',
      'message',
      'offset',
      'partition',
      'attempts',
    ];
    const letter = fc.dictionary(fc.constantFrom(...names, 'payload', 'receivedAt', 'key', 'headers'), field);
    fc.assert(
      fc.property(fc.oneof(letter, fc.jsonValue()), (value) => {
        const stored = read(JSON.stringify(value));
        const { details: _details, payload, ...columns } = stored;
        expect(Buffer.isBuffer(payload)).toBe(true);
        expect(millisecondsOf(stored.id)).toBe(stored.madeAtMs);
        for (const column of Object.values(columns)) {
          if (typeof column === 'string')
            expect([column.isWellFormed(), column.includes('\0')]).toEqual([true, false]);
        }
      }),
    );
  });
});
