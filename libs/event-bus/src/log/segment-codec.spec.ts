import fc from 'fast-check';
import type { StoredMessage } from '../event-bus.js';
import { decodeSegment, encodeSegment } from './segment-codec.js';

const message = fc.record({
  topic: fc.constant('t'),
  key: fc.string({ unit: 'grapheme', minLength: 1 }),
  value: fc.oneof(
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.json(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  ),
  headers: fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), { maxKeys: 3 }),
});

function decoded(messages: StoredMessage[], from = 0n) {
  const { codec, payload } = encodeSegment(messages);
  return decodeSegment({ topic: 't', partition: 3, firstOffset: 0n, codec, payload }, from);
}

describe('segment codec', () => {
  it('gives back every key, value, header and byte it was given', () => {
    fc.assert(
      fc.property(fc.array(message, { minLength: 1, maxLength: 40 }), (messages) => {
        decoded(messages).forEach((record, i) => {
          const given = messages[i];
          expect(record).toMatchObject({ topic: 't', partition: 3, offset: BigInt(i) });
          expect(record.key).toBe(given?.key);
          expect(record.value).toBe(given?.value?.toString() ?? null);
          expect({ ...record.headers }).toEqual({ ...given?.headers });
          expect(record.bytes()).toEqual(Buffer.from(given?.value ?? ''));
        });
      }),
    );
  });

  it('begins in the middle of a segment', () => {
    const values = Array.from({ length: 100 }, (_, i) => ({
      topic: 't',
      key: 'k',
      value: `${i}`.repeat(60),
    }));
    expect(decoded(values, 97n).map(({ offset }) => offset)).toEqual([97n, 98n, 99n]);
  });

  it('deflates from about four kilobytes on', () => {
    const small = encodeSegment([{ topic: 't', key: 'k', value: 'x'.repeat(1_000) }]);
    const large = encodeSegment([{ topic: 't', key: 'k', value: 'x'.repeat(10_000) }]);
    expect(small.codec).toBe(0);
    expect(large.codec).toBe(1);
    expect(large.payload.length).toBeLessThan(1_000);
  });
});
