/** The parts of an ISO 8601 duration, each a non-negative whole number. */
export interface DurationParts {
  years: number;
  months: number;
  weeks: number;
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

const pattern =
  /^P(?!$)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** Parses `P3D`, `PT15M`, `P1DT2H` …; undefined for anything else, fractions and signs included. */
export function parseDuration(text: string): DurationParts | undefined {
  const match = pattern.exec(text);
  if (!match || text.length > 40) return undefined;
  const [years, months, weeks, days, hours, minutes, seconds] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  return {
    years: years ?? 0,
    months: months ?? 0,
    weeks: weeks ?? 0,
    days: days ?? 0,
    hours: hours ?? 0,
    minutes: minutes ?? 0,
    seconds: seconds ?? 0,
  };
}

/** Elapsed milliseconds: a day is 24 h, a month 30 days, a year 365 days. For limits and comparisons, not for calendars. */
export function approximateMs(parts: DurationParts): number {
  const days = parts.years * 365 + parts.months * 30 + parts.weeks * 7 + parts.days;
  return (((days * 24 + parts.hours) * 60 + parts.minutes) * 60 + parts.seconds) * 1000;
}

/** True for an IANA time zone that the runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
