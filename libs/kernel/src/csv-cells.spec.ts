import * as fc from 'fast-check';
import { csvCell, csvLine, plainCell } from './csv-cells.js';

/** RFC 4180, for one cell that is quoted. */
const unquoted = (cell: string): string => cell.slice(1, -1).replaceAll('""', '"');

describe('cells of a CSV file', () => {
  it.each([
    ["=cmd|'/c calc'!A1", `"'=cmd|'/c calc'!A1"`],
    ['@SUM(1)', `"'@SUM(1)"`],
    ['+491234', `"'+491234"`],
    ['-5', `"'-5"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['\n=1', `"'\n=1"`],
    ['＝1+1', `"'＝1+1"`],
    ['＋1', `"'＋1"`],
    ['－1', `"'－1"`],
    ['＠SUM(1)', `"'＠SUM(1)"`],
    ["'=1", `"''=1"`],
    ['"=1"', '"""=1"""'],
    ['', '""'],
    ["O'Hara", `"O'Hara"`],
    ["'t Hooft", `"'t Hooft"`],
    ['a=b', '"a=b"'],
  ])('writes %j so that no spreadsheet runs it', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('never begins with what a spreadsheet runs, and reads back as it was', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom("'", '=', '-', '@', '＝', '\t', '\n', '"', 'a') }),
    );
    fc.assert(
      fc.property(texts, (value) => {
        const cell = unquoted(csvCell(value));
        expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(plainCell(cell)).toBe(value);
      }),
    );
  });

  it('keeps the apostrophe of a name', () => {
    expect(["'t Hooft", "'quoted'", "'"].map(plainCell)).toEqual(["'t Hooft", "'quoted'", "'"]);
  });

  it('makes a line of cells', () => {
    expect(csvLine(['a', '=b', 'c,"d"'])).toBe('"a","\'=b","c,""d"""\r\n');
  });
});
