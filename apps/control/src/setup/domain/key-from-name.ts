const longestKey = 64;
const room = 8;

/**
 * A key (`[a-z][a-z0-9-]{0,63}`, api.md 2.2) from what people wrote. Accents are dropped, everything else that is no letter
 * or digit parts the words; a name without any (`東京`) gets `fallback`.
 */
export function keyFromName(name: string, fallback: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-');
  const key = /^[a-z]/.test(words) ? words : words ? `${fallback}-${words}` : fallback;
  return key.slice(0, longestKey - room).replace(/-+$/, '');
}
