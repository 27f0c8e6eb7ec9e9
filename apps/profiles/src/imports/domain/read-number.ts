import { limits } from '@rapport/kernel';

/** How numbers may be written: thousands and decimals. The first is how programs write them. */
const formats = {
  '1234.56': /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/,
  '1,234.56': /^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/,
  '1.234,56': /^[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$/,
} as const;
type NumberFormat = keyof typeof formats;

export function isNumberFormat(format: string): format is NumberFormat {
  return Object.hasOwn(formats, format);
}

/**
 * @returns undefined for what is no number in this format
 * @throws never: an integer that a 64-bit float cannot keep is returned as `inexact`, because nothing may be rounded silently
 */
export function readNumber(text: string, format: string | null): number | 'inexact' | undefined {
  const name = format !== null && isNumberFormat(format) ? format : '1234.56';
  if (!formats[name].test(text) || text.length > limits.identifierLength) return undefined;
  const plain = name === '1.234,56' ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
  const value = Number(plain);
  if (!Number.isFinite(value)) return 'inexact';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? 'inexact' : value;
}
