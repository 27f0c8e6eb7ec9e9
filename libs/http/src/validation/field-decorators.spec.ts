import { isInstant } from './field-decorators.js';

describe('isInstant', () => {
  it.each([
    '2026-01-31T12:00:00.000Z',
    '2026-01-31T12:00Z',
    '2024-02-29T23:59:59.123456789+15:59',
    '0001-01-01T00:00:00-12:00',
  ])('takes %s', (text) => {
    expect(isInstant(text)).toBe(true);
  });

  it.each([
    ['no zone', '2026-01-31T12:00:00'],
    ['no time', '2026-01-31'],
    ['a day that no calendar has', '2026-02-30T00:00:00Z'],
    ['29 February of a common year', '2025-02-29T00:00:00Z'],
    ['an hour that no day has', '2026-01-31T25:00:00Z'],
    ['the year 0', '0000-01-01T00:00:00Z'],
    ['an offset of 16 hours', '2026-01-01T00:00:00+16:00'],
    ['a number', 5],
  ])('refuses %s', (_, value) => {
    expect(isInstant(value)).toBe(false);
  });
});
