const pattern = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * Whether a JSON number literal survives `JSON.parse` unchanged. A 64-bit float keeps it exactly when the shortest decimal
 * that stands for the parsed float (what `JSON.stringify` writes) has the same digits and exponent; so everything that a
 * JavaScript or Python client serialised passes, and 9007199254740993 does not. Malformed literals are the parser's affair.
 */
export function numberFault(literal: string): 'number_range' | 'number_precision' | undefined {
  const sent = decimalOf(literal);
  if (!sent) return undefined;
  const value = Number(literal);
  if (!Number.isFinite(value)) return 'number_range';
  if (value === 0) return sent.digits === '' ? undefined : 'number_range';
  const kept = decimalOf(String(value));
  return sent.digits === kept?.digits && sent.exponent === kept.exponent ? undefined : 'number_precision';
}

/** `digits` without leading and trailing zeros, worth 0.digits × 10^exponent. */
function decimalOf(literal: string): { digits: string; exponent: number } | undefined {
  const match = pattern.exec(literal);
  if (!match) return undefined;
  const [, whole = '', fraction = '', power = '0'] = match;
  const all = whole + fraction;
  let first = 0;
  while (first < all.length && all.charCodeAt(first) === 48) first++;
  let end = all.length;
  while (end > first && all.charCodeAt(end - 1) === 48) end--;
  return { digits: all.slice(first, end), exponent: whole.length - first + Number(power) };
}
