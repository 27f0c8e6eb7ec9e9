/** CR, LF, NUL, tabs, and the line and paragraph separators of Unicode. */
const breaks = /[\p{Cc}\u2028\u2029]+/gu;

/** A value for a header: what would break the line becomes a space (security.md T10). */
export function singleLine(text: string): string {
  return text.toWellFormed().replace(breaks, ' ').replace(/ {2,}/g, ' ').trim();
}

export function isSingleLine(text: string): boolean {
  return text.search(breaks) < 0;
}
