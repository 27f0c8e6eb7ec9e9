import { t } from './text';

export const durationUnits = ['seconds', 'minutes', 'hours', 'days', 'weeks'] as const;
export type DurationUnit = (typeof durationUnits)[number];

const simple = /^P(?:(\d+)([DW])|T(\d+)([HMS]))$/;
const unitOf: Record<string, DurationUnit> = {
  D: 'days',
  W: 'weeks',
  H: 'hours',
  M: 'minutes',
  S: 'seconds',
};

/** One number and one unit; undefined for a duration that needs more than that (`P1DT2H`). */
export function readDuration(text: string): { amount: number; unit: DurationUnit } | undefined {
  const match = simple.exec(text);
  if (!match) return undefined;
  const letter = match[2] ?? match[4] ?? 'S';
  const unit = unitOf[letter];
  return unit ? { amount: Number(match[1] ?? match[3]), unit } : undefined;
}

export function writeDuration(amount: number, unit: DurationUnit): string {
  switch (unit) {
    case 'seconds':
      return `PT${amount}S`;
    case 'minutes':
      return `PT${amount}M`;
    case 'hours':
      return `PT${amount}H`;
    case 'days':
      return `P${amount}D`;
    case 'weeks':
      return `P${amount}W`;
  }
}

export function sayDuration(text: string): string {
  const parts = readDuration(text);
  if (!parts) return text;
  const n = parts.amount;
  switch (parts.unit) {
    case 'seconds':
      return t('{n, plural, one {# second} other {# seconds}}', { n });
    case 'minutes':
      return t('{n, plural, one {# minute} other {# minutes}}', { n });
    case 'hours':
      return t('{n, plural, one {# hour} other {# hours}}', { n });
    case 'days':
      return t('{n, plural, one {# day} other {# days}}', { n });
    case 'weeks':
      return t('{n, plural, one {# week} other {# weeks}}', { n });
  }
}
