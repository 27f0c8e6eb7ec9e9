import { readInstant } from '@rapport/events';
import { toIso } from '@rapport/kernel';

const part = /YYYY|MM|DD|HH|mm|ss/g;
const longestFormat = 40;
const epochs: Record<string, number> = { epoch_seconds: 1000, epoch_ms: 1 };

/** Whether a format can be read: each part once, all of a date, nothing else that letters or digits could be taken for. */
export function isDateFormat(format: string, type: 'date' | 'datetime'): boolean {
  if (Object.hasOwn(epochs, format)) return true;
  const parts: string[] = format.match(part) ?? [];
  const rest = format.replace(part, '').replace('T', '').replace('Z', '');
  if (format.length > longestFormat || /[\p{L}\p{N}]/u.test(rest)) return false;
  const once = new Set(parts).size === parts.length;
  const hasDate = ['YYYY', 'MM', 'DD'].every((one) => parts.includes(one));
  const hasTime = parts.length > 3;
  return once && hasDate && (!hasTime || (type === 'datetime' && parts.includes('HH')));
}

/**
 * A day as `YYYY-MM-DD`, a datetime as an ISO 8601 instant; undefined when the text is none. Without a format whatever
 * `readInstant` reads. A time without a zone is UTC.
 */
export function readDate(text: string, type: 'date' | 'datetime', format: string | null): string | undefined {
  const instant = readInstant(format === null ? text : isoOf(text, format));
  if (typeof instant !== 'number') return undefined;
  const iso = toIso(instant);
  return type === 'date' ? iso.slice(0, 10) : iso;
}

/** What the text says, as `readInstant` takes it. */
function isoOf(text: string, format: string): string | number {
  const unit = epochs[format];
  if (unit !== undefined) return /^-?\d{1,15}$/.test(text) ? toIso(Number(text) * unit) : 'none';
  const found = patternOf(format).exec(text)?.groups;
  if (!found) return 'none';
  const { YYYY, MM = '', DD = '', HH = '0', mm = '0', ss = '0' } = found;
  const two = (digits: string): string => digits.padStart(2, '0');
  return `${YYYY}-${two(MM)}-${two(DD)}T${two(HH)}:${two(mm)}:${two(ss)}Z`;
}

/** Months, days and hours may lack the leading zero. What is no part stands for itself. */
function patternOf(format: string): RegExp {
  const escaped = format.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  return new RegExp(
    `^${escaped.replace(part, (name) => `(?<${name}>\\d${name === 'YYYY' ? '{4}' : '{1,2}'})`)}$`,
  );
}
