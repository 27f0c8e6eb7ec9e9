import { type DurationParts, parseDuration } from '@rapport/kernel';
import { delayUntil } from './delay-until.js';

function until(
  from: string,
  duration: string,
  timeZone: string,
  days: 'calendar' | 'elapsed' = 'calendar',
): string {
  const parts = parseDuration(duration) as DurationParts;
  return new Date(delayUntil(Date.parse(from), parts, days, timeZone)).toISOString();
}

describe('a delay', () => {
  it('of hours elapses, whatever the clocks do', () => {
    expect(until('2026-03-29T00:30:00Z', 'PT2H', 'Europe/Berlin')).toBe('2026-03-29T02:30:00.000Z');
  });

  it('of days keeps the wall time over the day on which the clocks go forward', () => {
    expect(until('2026-03-28T11:00:00Z', 'P1D', 'Europe/Berlin')).toBe('2026-03-29T10:00:00.000Z');
  });

  it('of days takes 24 hours each when its author says so', () => {
    expect(until('2026-03-28T11:00:00Z', 'P1D', 'Europe/Berlin', 'elapsed')).toBe('2026-03-29T11:00:00.000Z');
  });

  it('that ends in the hour that the clocks skip moves forward by the gap', () => {
    expect(until('2026-03-28T01:30:00Z', 'P1D', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
  });

  it('that ends in the hour that the clocks repeat takes the first of the two', () => {
    expect(until('2026-10-24T00:30:00Z', 'P1D', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  it('that skips half an hour only does so by half an hour', () => {
    expect(until('2026-10-02T15:45:00Z', 'P1D', 'Australia/Lord_Howe')).toBe('2026-10-03T15:45:00.000Z');
  });

  it('of a month ends on the last day of a shorter one', () => {
    expect(until('2026-01-31T12:00:00Z', 'P1M', 'UTC')).toBe('2026-02-28T12:00:00.000Z');
  });

  it('counts the days first, then the hours', () => {
    expect(until('2026-03-28T11:00:00Z', 'P1DT2H', 'Europe/Berlin')).toBe('2026-03-29T12:00:00.000Z');
  });
});
