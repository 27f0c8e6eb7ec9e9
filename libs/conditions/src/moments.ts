import { Temporal } from '@js-temporal/polyfill';
import type { JsonValue } from '@rapport/contracts';
import { approximateMs, type DurationParts, parseDuration } from '@rapport/kernel';

const dateTimePattern =
  /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d{2}:?\d{2})?$/;
const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
/** Numbers below are seconds since the epoch, others milliseconds. */
const millisecondsFrom = 1e11;
/** A little inside what Temporal can express, so that a neighbouring day exists. */
const maximumMs = 8.63e15;

/** A moment as it is written: an instant, or a calendar day whose place on the time line depends on the zone. */
export type WrittenMoment = { instant: number } | { date: string };

/** Reads an ISO date or date-time; undefined when it is neither. Without a zone a date-time is UTC. */
export function writtenMoment(text: string): (WrittenMoment & { zoned: boolean }) | undefined {
  if (datePattern.test(text)) return isDate(text) ? { date: text, zoned: false } : undefined;
  const match = dateTimePattern.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] = match;
  const offset = offsetMinutes(zone);
  if (!isDate(`${year}-${month}-${day}`) || offset === undefined) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) + ms;
  return { instant: local - offset * 60_000, zoned: match[8] !== undefined };
}

/** What a stored value says as a moment: ISO text or an epoch number; undefined for anything else. */
export function storedMoment(value: JsonValue): WrittenMoment | undefined {
  if (typeof value === 'string') return writtenMoment(value);
  if (typeof value !== 'number') return undefined;
  const instant = Math.abs(value) < millisecondsFrom ? value * 1000 : value;
  return Math.abs(instant) <= maximumMs ? { instant } : undefined;
}

/** Epoch ms of a written moment; a date is its first instant in `timeZone`. */
export function instantOf(moment: WrittenMoment, timeZone: string): number {
  return 'instant' in moment ? moment.instant : dayRange(moment.date, timeZone).start;
}

/** The calendar day that a written moment lies on. */
export function dayOf(moment: WrittenMoment, timeZone: string): string {
  if ('date' in moment) return moment.date;
  return zoned(moment.instant, timeZone).toPlainDate().toString();
}

/** First instant of a day and of the day after it: 23, 24 or 25 hours apart. */
export function dayRange(date: string, timeZone: string): { start: number; end: number } {
  const day = Temporal.PlainDate.from(date);
  const start = day.toZonedDateTime({ timeZone }).epochMilliseconds;
  return { start, end: day.add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds };
}

/** Longer durations are refused: nobody means them, and the calendar ends somewhere. */
const maximumDurationMs = 100 * 365 * 86_400_000;

/** A signed ISO 8601 duration such as `-P3D`; undefined when malformed or longer than a hundred years. */
export function signedDuration(text: string): { parts: DurationParts; sign: 1 | -1 } | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const parts = parseDuration(/^[+-]/.test(text) ? text.slice(1) : text);
  return parts && approximateMs(parts) <= maximumDurationMs ? { parts, sign } : undefined;
}

/** Weeks, days and shorter are exact (a day is 24 h); months and years count on the calendar of `timeZone` (api.md 8.4). */
export function shifted(ms: number, parts: DurationParts, sign: 1 | -1, timeZone: string): number {
  const days = parts.weeks * 7 + parts.days;
  const exact = (((days * 24 + parts.hours) * 60 + parts.minutes) * 60 + parts.seconds) * 1000;
  if (parts.years === 0 && parts.months === 0) return ms + sign * exact;
  const { years, months } = parts;
  const calendar = zoned(ms, timeZone).add({ years: sign * years, months: sign * months });
  return calendar.epochMilliseconds + sign * exact;
}

function zoned(ms: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(ms)).toZonedDateTimeISO(timeZone);
}

function isDate(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
