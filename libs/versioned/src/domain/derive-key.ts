const longest = 64;

/** The form of every key that people name things by in code (api.md 2.2). */
export const keyPattern = /^[a-z][a-z0-9-]{0,63}$/;

/**
 * A key from a name: ASCII letters and digits, words joined by hyphens; `fallback` (the kind) where the name has none
 * or begins with a digit. Accents are dropped, so that "Prämie" becomes `pramie`.
 */
export function deriveKey(name: string, fallback: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (words === '') return fallback;
  const key = /^[a-z]/.test(words) ? words : `${fallback}-${words}`;
  return key.slice(0, longest).replace(/-+$/, '');
}

/** The key itself when it is free, else the first of `key-2`, `key-3` … that is. */
export function firstFreeKey(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key;
  for (let number = 2; ; number++) {
    const suffix = `-${number}`;
    const candidate = key.slice(0, longest - suffix.length).replace(/-+$/, '') + suffix;
    if (!taken.has(candidate)) return candidate;
  }
}
