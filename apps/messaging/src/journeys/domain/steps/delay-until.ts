import { Temporal } from '@js-temporal/polyfill';
import { approximateMs, type DurationParts } from '@rapport/kernel';

/**
 * When a delay that begins at `from` ends (api.md 10.3). Seconds to hours elapse. Days and more keep the wall time in the
 * person's zone: a moment that a change of the clocks skips moves forward by the gap, one that it repeats is the first of the
 * two. `elapsed` takes 24 hours for each day instead.
 */
export function delayUntil(
  from: number,
  parts: DurationParts,
  days: 'calendar' | 'elapsed',
  timeZone: string,
): number {
  const timed = { hours: parts.hours, minutes: parts.minutes, seconds: parts.seconds };
  const hasDays = parts.years + parts.months + parts.weeks + parts.days > 0;
  if (days === 'elapsed' || !hasDays) return from + approximateMs(parts);
  const { years, months, weeks } = parts;
  return Temporal.Instant.fromEpochMilliseconds(from)
    .toZonedDateTimeISO(timeZone)
    .add({ years, months, weeks, days: parts.days })
    .add(timed).epochMilliseconds;
}
