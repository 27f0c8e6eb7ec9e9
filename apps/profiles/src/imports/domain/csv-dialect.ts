const candidates = [',', ';', '\t', '|'] as const;

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Looks for the end of the first line of a CSV file, which is no part of a quoted cell, piece by piece. */
export class FirstLine {
  private quoted = false;
  private length = 0;

  /** @returns the length of the line in bytes, once its end has come */
  endIn(piece: Uint8Array): number | undefined {
    for (const byte of piece) {
      if (byte === quote) this.quoted = !this.quoted;
      else if (!this.quoted && (byte === lineFeed || byte === carriageReturn)) return this.length;
      this.length++;
    }
    return undefined;
  }
}

/** What separates the cells: whatever the header holds most of, outside of quotes. Of one column it does not matter. */
export function delimiterOf(header: string): string {
  const counts = new Map<string, number>(candidates.map((one) => [one, 0]));
  let quoted = false;
  for (const character of header) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}
