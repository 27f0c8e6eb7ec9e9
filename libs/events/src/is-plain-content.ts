import type { JsonLimits } from '@rapport/kernel';

interface Count {
  keys: number;
}

/**
 * The quick look that nearly every event passes: true means that `checkJson` has nothing to say. It costs a fifth of the
 * exact check because it keeps no path and does not look into characters, which is why the caller must know that the text
 * held no `\u` escape: without one, parsed JSON has neither U+0000 nor half a surrogate pair. False means "look closely".
 */
export function isPlainContent(value: unknown, limits: JsonLimits): boolean {
  return isPlain(value, 0, limits, { keys: 0 });
}

function isPlain(value: unknown, depth: number, limits: JsonLimits, count: Count): boolean {
  if (typeof value === 'string') return value.length <= limits.stringLength;
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= limits.depth) return false;
  if (Array.isArray(value)) {
    if (value.length > limits.arrayLength) return false;
    for (let index = 0; index < value.length; index++) {
      if (!isPlain(value[index], depth + 1, limits, count)) return false;
    }
    return true;
  }
  for (const key in value) {
    if (++count.keys > limits.keys || key.length > limits.keyLength || mayBeForbidden(key)) return false;
    if (!isPlain((value as Record<string, unknown>)[key], depth + 1, limits, count)) return false;
  }
  return true;
}

/** By the look of it: `__proto__`, `constructor`, `prototype`. */
function mayBeForbidden(key: string): boolean {
  const { length } = key;
  return (length === 9 || length === 11) && /^(__proto__|constructor|prototype)$/.test(key);
}
