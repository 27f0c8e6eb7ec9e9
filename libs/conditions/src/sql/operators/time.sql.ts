import type { Comparison } from '@rapport/contracts';
import { instantOf, shifted, signedDuration, storedMoment, type WrittenMoment } from '../../moments.js';
import type { SqlScope, SqlTest } from '../sql-scope.js';
import { momentOfNumber, writtenMomentTest } from './moment-text.sql.js';
import {
  beginning,
  between,
  type Bounds,
  type Days,
  end,
  farthestOffset,
  type Limit,
  onDay,
  onDaySomewhere,
  type Range,
} from './time-bounds.js';

type PlaceRange = (expression: string) => string;

/** A test of stored moments: ISO texts and epoch numbers. */
export function timeTest(comparison: Comparison, scope: SqlScope): SqlTest {
  const bounds = boundsOf(comparison, scope);
  if (!bounds) return () => 'false';
  const { instants, days } = bounds;
  const texts = decided(instants, (range) => rangeTest(range, timestampOf(scope)));
  const numbers = decided(instants, (range) =>
    rangeTest(range, (ms) => scope.parameters.place(ms, 'float8')),
  );
  const dates = decided(days, ({ from, to }) => {
    const [first, last] = [from, to].map((day) => scope.parameters.place(day, 'text'));
    return (day) => `${day} COLLATE "C" BETWEEN ${first} AND ${last}`;
  });
  const ofText = writtenMomentTest(dates, texts);
  const ofNumber = momentOfNumber(numbers);
  return (value) =>
    `(CASE jsonb_typeof(${value}) WHEN 'string' THEN ${ofText(value)} WHEN 'number' THEN ${ofNumber(value)} ELSE false END)`;
}

/** The same test of a `timestamptz` that is there; undefined for what is no operator of time. */
export function momentTest(comparison: Comparison, scope: SqlScope): SqlTest | undefined {
  if (!['before', 'after', 'on', 'within_last', 'within_next'].includes(comparison.op)) return undefined;
  const bounds = boundsOf(comparison, scope);
  return bounds ? decided(bounds.instants, (range) => rangeTest(range, timestampOf(scope))) : () => 'false';
}

/** Sure, possible or neither: true, undecided, false. */
function decided<R extends Range | Days>(
  { sure, possible }: { sure: R; possible: R },
  place: (range: R) => PlaceRange,
): PlaceRange {
  const inSure = place(sure);
  if (JSON.stringify(sure) === JSON.stringify(possible)) return (value) => `(${inSure(value)})`;
  const inPossible = place(possible);
  return (value) =>
    `(CASE WHEN ${inSure(value)} THEN true WHEN ${inPossible(value)} THEN NULL ELSE false END)`;
}

function rangeTest(range: Range, place: (ms: number) => string): PlaceRange {
  const low = place(range.low);
  const high = place(range.high);
  const [from, to] = [range.lowOpen ? '>' : '>=', range.highOpen ? '<' : '<='];
  return (value) => `${value} ${from} ${low} AND ${value} ${to} ${high}`;
}

/** Texts that SQL decides lie within the years that both sides write alike; a limit beyond them is beyond all of them. */
function timestampOf({ parameters }: SqlScope): (ms: number) => string {
  return (ms) => {
    const year = Number.isFinite(ms) ? new Date(ms).getUTCFullYear() : ms;
    const text = year < 1 ? '-infinity' : year > 9999 ? 'infinity' : new Date(ms).toISOString();
    return parameters.place(text, 'timestamptz');
  };
}

function boundsOf({ op, value, timeZone = 'workspace' }: Comparison, scope: SqlScope): Bounds | undefined {
  const zone = timeZone === 'profile' ? null : timeZone === 'workspace' ? scope.workspaceTimeZone : timeZone;
  if (Array.isArray(value) || typeof value === 'boolean' || value === undefined) return undefined;
  const now: Limit = { ms: scope.now, slack: 0 };
  if (op === 'within_last' || op === 'within_next') {
    const limit = typeof value === 'string' ? moving(value, scope.now, zone, op) : undefined;
    if (!limit) return undefined;
    const closed = { low: false, high: false };
    return op === 'within_last' ? between(limit, now, closed, zone) : between(now, limit, closed, zone);
  }
  const wanted = wantedMoment(value, scope.now, zone);
  if (!wanted) return undefined;
  const { moment, limit } = wanted;
  if (op === 'on') return zone === null ? onDaySomewhere(moment, limit.slack) : onDay(moment, zone);
  const open = { low: true, high: true };
  return op === 'before' ? between(beginning, limit, open, zone) : between(limit, end, open, zone);
}

function wantedMoment(
  value: string | number | { now: string } | { ref: string },
  now: number,
  zone: string | null,
): { moment: WrittenMoment; limit: Limit } | undefined {
  if (typeof value === 'object') {
    const limit = 'now' in value ? moving(value.now, now, zone) : undefined;
    return limit && { moment: { instant: limit.ms }, limit };
  }
  const moment = storedMoment(value);
  if (!moment) return undefined;
  const slack = 'date' in moment && zone === null ? farthestOffset : 0;
  return { moment, limit: { ms: instantOf(moment, zone ?? 'UTC'), slack } };
}

/** Months and years are counted on a calendar, and in another zone their last day may be some days away. */
const calendarSlack = 6 * 86_400_000;

function moving(text: string, now: number, zone: string | null, op?: Comparison['op']): Limit | undefined {
  const duration = signedDuration(text);
  if (!duration) return undefined;
  const sign = op === 'within_last' ? -1 : duration.sign;
  const onCalendar = duration.parts.months !== 0 || duration.parts.years !== 0;
  return {
    ms: shifted(now, duration.parts, sign, zone ?? 'UTC'),
    slack: zone === null && onCalendar ? calendarSlack : 0,
  };
}
