const iso =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([Zz]|[+-]\d{2}(?::?\d{2})?))?)?$/;
const daysInMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Numbers below stand for seconds (up to the year 5138), others for milliseconds. */
const firstMilliseconds = 1e11;
const goZeroMs = Date.parse('0001-01-01T00:00:00Z');
const latestMs = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Reads a time as SDKs write it (ingest.md 2.2), in epoch milliseconds: ISO 8601 with 0–9 fractional digits, `Z` or an
 * offset, without a zone (then UTC, unlike `Date.parse`), a date alone, epoch seconds or milliseconds as a number.
 * Absent, `''` and Go's zero time are `missing`; anything else, and years that PostgreSQL cannot hold, `invalid`.
 */
export function readInstant(raw: unknown): number | 'missing' | 'invalid' {
  if (raw === undefined || raw === null) return 'missing';
  const ms =
    typeof raw === 'number' ? ofNumber(raw) : typeof raw === 'string' ? ofText(raw.trim()) : 'invalid';
  if (typeof ms !== 'number') return ms;
  if (ms === goZeroMs) return 'missing';
  return ms > goZeroMs && ms <= latestMs ? ms : 'invalid';
}

function ofNumber(value: number): number | 'invalid' {
  if (!Number.isFinite(value)) return 'invalid';
  return Math.trunc(Math.abs(value) < firstMilliseconds ? value * 1000 : value);
}

function ofText(text: string): number | 'missing' | 'invalid' {
  if (text === '') return 'missing';
  const match = iso.exec(text);
  if (!match) return 'invalid';
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const offset = offsetMinutes(zone);
  if (!isDate(Number(year), Number(month), Number(day)) || offset === undefined) return 'invalid';
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return 'invalid';
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  // A leap second (60) rolls over into the next minute.
  date.setUTCHours(
    Number(hour),
    Number(minute) - offset,
    Number(second),
    Number(fraction.padEnd(3, '0').slice(0, 3)),
  );
  return date.getTime();
}

function isDate(year: number, month: number, day: number): boolean {
  const longest = daysInMonth[month - 1];
  if (longest === undefined || day < 1 || day > longest) return false;
  return month !== 2 || day < 29 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0));
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(':', ''));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
