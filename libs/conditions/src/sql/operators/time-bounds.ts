import { Temporal } from '@js-temporal/polyfill';
import { dayOf, dayRange, instantOf, type WrittenMoment } from '../../moments.js';

/** Epoch ms; an open end excludes itself. */
export interface Range {
  low: number;
  lowOpen: boolean;
  high: number;
  highOpen: boolean;
}

/** Calendar days `YYYY-MM-DD`, both ends in; `from` after `to` holds none. */
export interface Days {
  from: string;
  to: string;
}

/** Where a stored moment surely passes, and where it may: outside of that it fails. Between the two the evaluator decides. */
export interface Bounds {
  instants: { sure: Range; possible: Range };
  days: { sure: Days; possible: Days };
}

/** What a stored moment is compared with, already computed; unsure within `slack` ms to either side. */
export interface Limit {
  ms: number;
  slack: number;
}

const hour = 3_600_000;
/** No zone was ever farther from UTC. */
export const farthestOffset = 16 * hour;
/** Before, zones jumped by whole days where the date line moved, some of them back. */
const calmSince = '1971-01-01';
export const noDays: Days = { from: '9999-12-31', to: '0000-01-01' };
const nowhere: Range = { low: 0, lowOpen: true, high: 0, highOpen: true };

export const beginning = { ms: -Infinity, slack: 0 };
export const end = { ms: Infinity, slack: 0 };

/** All moments between two limits. `timeZone` is where a stored day begins; null: unknown, the person's own. */
export function between(
  low: Limit,
  high: Limit,
  open: { low: boolean; high: boolean },
  timeZone: string | null,
): Bounds {
  const range = (from: number, to: number): Range => ({
    low: from,
    lowOpen: open.low,
    high: to,
    highOpen: open.high,
  });
  const sure = range(low.ms + low.slack, high.ms - high.slack);
  const possible = range(low.ms - low.slack, high.ms + high.slack);
  const zone = timeZone ?? 'UTC';
  const shift = timeZone === null ? farthestOffset : 0;
  return {
    instants: { sure, possible },
    days: {
      sure: daysIn({ ...sure, low: sure.low + shift, high: sure.high - shift }, zone),
      possible: daysIn({ ...possible, low: possible.low - shift, high: possible.high + shift }, zone),
    },
  };
}

/** The calendar day of a moment, in a zone that is known. */
export function onDay(wanted: WrittenMoment, timeZone: string): Bounds {
  const day = dayOf(wanted, timeZone);
  const { start, end: after } = dayRange(day, timeZone);
  const days = { from: day, to: day };
  const whole = (margin: number): Range => ({
    low: start - margin,
    lowOpen: false,
    high: after + margin,
    highOpen: true,
  });
  const instants = borderIsCalm(day, start, after, timeZone)
    ? { sure: whole(0), possible: whole(0) }
    : {
        sure: day < calmSince ? nowhere : whole(-3 * hour),
        possible: whole(day < calmSince ? 26 * hour : 3 * hour),
      };
  return { instants, days: { sure: days, possible: days } };
}

/** The calendar day of a moment in the person's own zone. A written day is that day everywhere. */
export function onDaySomewhere(wanted: WrittenMoment, slack: number): Bounds {
  const ms = instantOf(wanted, 'UTC');
  const margin = farthestOffset + 24 * hour;
  const possible: Range = {
    low: ms - slack - margin,
    lowOpen: false,
    high: ms + slack + margin + 24 * hour,
    highOpen: false,
  };
  const exactly = 'date' in wanted ? { from: wanted.date, to: wanted.date } : undefined;
  return {
    instants: { sure: nowhere, possible },
    days: { sure: exactly ?? noDays, possible: exactly ?? daysIn(possible, 'UTC') },
  };
}

/** Whether clocks stay as they are around both ends of a day, so that it is one unbroken span. */
function borderIsCalm(day: string, start: number, after: number, timeZone: string): boolean {
  if (day < calmSince) return false;
  const offsetAt = (ms: number): number =>
    Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).offsetNanoseconds;
  return [start, after].every((border) => offsetAt(border - 3 * hour) === offsetAt(border + 3 * hour));
}

/** The days whose beginning lies in the range. Days begin in their order, in every zone. */
function daysIn(range: Range, timeZone: string): Days {
  if (range.low > range.high) return noDays;
  const from = firstDay(
    (start) => (range.lowOpen ? start > range.low : start >= range.low),
    range.low,
    timeZone,
  );
  const beyond = firstDay(
    (start) => (range.highOpen ? start >= range.high : start > range.high),
    range.high,
    timeZone,
  );
  return { from: from ?? noDays.from, to: dayBefore(beyond) };
}

/** The first day whose beginning passes a test that every later one passes too; undefined when that is no day of four digits. */
function firstDay(passes: (start: number) => boolean, around: number, timeZone: string): string | undefined {
  if (around === -Infinity || around < Date.parse('0001-01-01T00:00:00Z')) return '0000-01-01';
  if (around === Infinity || around > Date.parse('9999-12-29T00:00:00Z')) return undefined;
  const near = Temporal.PlainDate.from(dayOf({ instant: around }, timeZone));
  for (let days = -2; days <= 2; days++) {
    const day = near.add({ days }).toString();
    if (passes(dayRange(day, timeZone).start)) return day;
  }
  return undefined;
}

function dayBefore(day: string | undefined): string {
  if (day === undefined) return '9999-12-31';
  return day <= '0000-01-01' ? '' : Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}
