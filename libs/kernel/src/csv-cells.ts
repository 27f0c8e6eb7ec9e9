/**
 * What spreadsheets take for a formula, whatever the quotes: a first character of `= + - @`, a tab, a line break, and the
 * full-width forms (security.md T9). Apostrophes before it belong to the pattern, so that a cell which had one of its own is
 * told from one that was given it here.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * One cell of a CSV file that we write: always quoted (RFC 4180), and with an apostrophe in front of what a spreadsheet would
 * run. `plainCell` takes the apostrophe off again.
 */
export function csvCell(value: string): string {
  const safe = formula.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A line of a CSV file that we write, with its line break. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** What a cell of a CSV file says, when the file is one of ours or a spreadsheet's: `'=1` says `=1`, `''=1` says `'=1`. */
export function plainCell(text: string): string {
  return text.startsWith("'") && formula.test(text) ? text.slice(1) : text;
}
