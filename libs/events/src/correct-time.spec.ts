import * as fc from 'fast-check';
import { correctTime } from './correct-time.js';
import { readInstant } from './read-instant.js';

const received = Date.parse('2026-11-24T12:00:00.000Z');
const iso = (ms: number) => new Date(ms).toISOString();
const hour = 3_600_000;

describe('read an instant', () => {
  it.each([
    ['2026-11-23T23:13:36.824Z', '2026-11-23T23:13:36.824Z'],
    ['2026-11-23T23:20:07.125969+00:00', '2026-11-23T23:20:07.125Z'],
    ['2024-01-01T10:00:00+02:00', '2024-01-01T08:00:00.000Z'],
    ['2024-01-01T10:00:00.123456789-0530', '2024-01-01T15:30:00.123Z'],
    ['2024-01-01T10:00:00+02', '2024-01-01T08:00:00.000Z'],
    ['2024-01-01 00:00:00', '2024-01-01T00:00:00.000Z'],
    ['2024-01-01T00:00', '2024-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['1969-12-31T23:59:59Z', '1969-12-31T23:59:59.000Z'],
    ['2016-12-31t23:59:60z', '2017-01-01T00:00:00.000Z'],
    [1_700_000_000, '2023-11-14T22:13:20.000Z'],
    [1_700_000_000.25, '2023-11-14T22:13:20.250Z'],
    [1_700_000_000_123, '2023-11-14T22:13:20.123Z'],
    [0, '1970-01-01T00:00:00.000Z'],
  ])('%p is %s', (raw, expected) => {
    const instant = readInstant(raw);
    expect(typeof instant === 'number' && iso(instant)).toBe(expected);
  });

  it.each([[undefined], [null], [''], ['  '], ['0001-01-01T00:00:00Z']])('%p is missing', (raw) => {
    expect(readInstant(raw)).toBe('missing');
  });

  it.each([
    ['2015-2-02T00:30:08.276Z'],
    ['2023-02-29T00:00:00Z'],
    ['2024-04-31'],
    ['2024-13-01'],
    ['2024-01-01T24:00:00Z'],
    ['2024-01-01T10:60:00Z'],
    ['2024-01-01T10:00:00+24:00'],
    ['0000-05-01T00:00:00Z'],
    ['9999-12-31T23:59:59-01:00'],
    ['tomorrow'],
    ['infinity'],
    ['1700000000'],
    [Number.NaN],
    [Infinity],
    [1e300],
    [true],
    [{}],
  ])('%p is invalid', (raw) => {
    expect(readInstant(raw)).toBe('invalid');
  });

  it('does not depend on the time zone of the machine', () => {
    expect(readInstant('2024-01-01 00:00:00')).toBe(Date.UTC(2024, 0, 1));
  });

  it('reads back every time that it could have written', () => {
    const first = Date.parse('0001-01-01T00:00:00.001Z');
    fc.assert(
      fc.property(fc.integer({ min: first, max: Date.parse('9999-12-31T23:59:59.999Z') }), (ms) => {
        expect(readInstant(iso(ms))).toBe(ms);
      }),
    );
  });
});

describe('correct time', () => {
  it('moves the time onto our clock by what sentAt shows of theirs', () => {
    const sent = { timestamp: iso(received - 3 * hour - 5000), sentAt: iso(received - 3 * hour) };
    expect(correctTime(sent, undefined, received)).toEqual({
      timestamp: received - 5000,
      originalTimestamp: received - 3 * hour - 5000,
      sentAt: received - 3 * hour,
      flags: [],
    });
  });

  it("takes the item's sentAt before the batch's", () => {
    const sent = { timestamp: iso(received - 10_000), sentAt: iso(received - 9000) };
    expect(correctTime(sent, iso(received), received).timestamp).toBe(received - 1000);
    expect(correctTime({ timestamp: sent.timestamp }, iso(received - 9000), received).timestamp).toBe(
      received - 1000,
    );
  });

  it('keeps the time without sentAt, and takes ours without any', () => {
    expect(correctTime({ timestamp: iso(received - hour) }, null, received).timestamp).toBe(received - hour);
    expect(correctTime({}, undefined, received)).toEqual({
      timestamp: received,
      originalTimestamp: null,
      sentAt: null,
      flags: [],
    });
  });

  it('prefers originalTimestamp, and trusts timestamp when both were sent', () => {
    const rudder = { originalTimestamp: iso(received - 7000), sentAt: iso(received - 5000) };
    expect(correctTime(rudder, undefined, received).timestamp).toBe(received - 2000);
    const corrected = { ...rudder, timestamp: iso(received - 1234) };
    expect(correctTime(corrected, undefined, received)).toMatchObject({
      timestamp: received - 1234,
      originalTimestamp: received - 7000,
    });
  });

  it.each([['2015-2-02T00:30:08.276Z'], [{}], ['soon']])(
    'never rejects for a time it cannot read: %p',
    (timestamp) => {
      expect(correctTime({ timestamp }, undefined, received)).toEqual({
        timestamp: received,
        originalTimestamp: null,
        sentAt: null,
        flags: ['bad_timestamp'],
      });
    },
  );

  it.each([
    ['before 1970', '1969-12-31T23:59:59.999Z', true],
    ['in 1970', '1970-01-01T00:00:00.000Z', false],
    ['a day ahead', iso(received + 24 * hour), false],
    ['further ahead', iso(received + 24 * hour + 1), true],
  ])('flags a time %s: %s', (_, timestamp, flagged) => {
    const time = correctTime({ timestamp }, undefined, received);
    expect(time.flags).toEqual(flagged ? ['clock_out_of_range'] : []);
    expect(time.timestamp).toBe(flagged ? received : Date.parse(timestamp));
  });

  it('always yields a time between 1970 and a day from now', () => {
    const anyTime = fc.oneof(
      fc
        .date({ noInvalidDate: false })
        .map((date) => (Number.isNaN(date.getTime()) ? 'x' : date.toISOString())),
      fc.double(),
      fc.constantFrom(undefined, null, '', 0),
    );
    fc.assert(
      fc.property(anyTime, anyTime, anyTime, anyTime, (timestamp, originalTimestamp, sentAt, batchSentAt) => {
        const time = correctTime({ timestamp, originalTimestamp, sentAt }, batchSentAt, received);
        expect(time.timestamp).toBeGreaterThanOrEqual(0);
        expect(time.timestamp).toBeLessThanOrEqual(received + 24 * hour);
        expect(Number.isInteger(time.timestamp)).toBe(true);
      }),
    );
  });
});
