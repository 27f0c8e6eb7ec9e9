const longest = 140;

/** The beginning of a message as a list shows it: one line of its text part. */
export function snippetOf(text: string): string {
  const line = text
    .slice(0, longest * 4)
    .replace(/\s+/gu, ' ')
    .trim();
  if (line.length <= longest) return line;
  const cut = line
    .slice(0, longest)
    .toWellFormed()
    .replace(/\ufffd$/u, '');
  return `${cut.trimEnd()}…`;
}
