import type { JsonValue } from '@rapport/contracts';
import { t } from '../intl/text';

/** A value in a line; `null` is none. */
export function sayValue(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'string') return value === '' ? t('(empty)') : value;
  return JSON.stringify(value);
}
