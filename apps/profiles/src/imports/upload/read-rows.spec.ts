import { stringify } from 'csv-stringify/sync';
import * as fc from 'fast-check';
import { ProblemError } from '@rapport/kernel';
import { CheckedBytes } from './checked-bytes.js';
import { type FileFormat, openFile } from './read-rows.js';

async function* pieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(file: string | Buffer, format: FileFormat = 'csv', sizes: readonly number[] = [65_536]) {
  const bytes = new CheckedBytes(pieces(Buffer.from(file), sizes));
  const { rows, ...head } = await openFile(bytes, format);
  const found = [];
  for await (const some of rows) found.push(...some);
  return { ...head, rows: found };
}

/** Rule and sentence of what is wrong with the file. */
async function fault(file: string | Buffer, format: FileFormat = 'csv', sizes?: readonly number[]) {
  const error: unknown = await read(file, format, sizes).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProblemError)) throw new Error('the file was taken', { cause: error });
  return error.errors?.map(({ rule, message }) => `${rule}: ${message}`).join('; ') ?? error.code;
}

describe('the rows of a CSV file', () => {
  it('are the same however the bytes arrive', async () => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('"', ',', ';', '\n', '\r\n', 'ü€😀'),
    );
    const tables = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 });
    const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        tables,
        sizes,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.boolean(),
        async (table, steps, delimiter, lineEnd, bom) => {
          const kept = table.map((cells) => cells.map((one) => one.replaceAll('\0', '')));
          const text = stringify([['a', 'b', 'c'], ...kept], {
            delimiter,
            record_delimiter: lineEnd,
            quoted: true,
            bom,
          });
          const found = await read(text, 'csv', steps);
          expect(found).toMatchObject({ columns: ['a', 'b', 'c'], delimiter });
          expect(found.rows).toEqual(kept.map((content, index) => ({ row: index + 2, content })));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('count as a spreadsheet counts them: the header is row 1, a blank line is a row that says nothing', async () => {
    const { rows } = await read('a,b\n1,2\n\n3,4\n');
    expect(rows.map(({ row }) => row)).toEqual([2, 4]);
  });

  it.each([
    ['commas', 'a,b;c,d\n1,2,3\n', ',', ['a', 'b;c', 'd']],
    ['semicolons', 'a;b,c;d\n', ';', ['a', 'b,c', 'd']],
    ['tabs', 'a\tb\n', '\t', ['a', 'b']],
    ['quoted delimiters', '"a;b;c",d\n', ',', ['a;b;c', 'd']],
    ['one column', 'email\n', ',', ['email']],
    ['a line break in the header', '"a\nx",b\n', ',', ['a\nx', 'b']],
    ['spaces around names', ' a , b \n', ',', ['a', 'b']],
    ['a column without a name', 'a,,c\n', ',', ['a', 'column 2', 'c']],
    ['a byte order mark', '\ufeffa,b\n', ',', ['a', 'b']],
    ['mixed line ends', 'a,b\r\n', ',', ['a', 'b']],
  ])('know %s', async (_, head, delimiter, columns) => {
    expect(await read(`${head}1\r2\n3\r\n`)).toMatchObject({ delimiter, columns });
  });

  it('keep cells of every script, and as many as there are', async () => {
    const { rows } = await read('a,b\n"Zoë, ""Z""",日本\n1,2,3\nx\n');
    expect(rows.map(({ content }) => content)).toEqual([['Zoë, "Z"', '日本'], ['1', '2', '3'], ['x']]);
  });

  it.each<[string, string | Buffer, string]>([
    ['nothing', '', 'empty: is empty'],
    ['a header alone', 'a,b\n', 'empty: has no rows'],
    ['a header of nothing', ',,\n1,2,3\n', 'required: the first row must name the columns'],
    ['blank lines alone', '\n\n\n', 'required: the first row must name the columns'],
    ['a name twice', 'a,b,a\n1,2,3\n', 'duplicate: columns 1 and 3 have the same name'],
    ['a name twice but for spaces', 'a, a\n1,2\n', 'duplicate: columns 1 and 2 have the same name'],
    ['__proto__', 'a,__proto__\n1,2\n', 'forbidden_key: column 2 has a name that is not allowed'],
    ['Constructor', 'Constructor\n1\n', 'forbidden_key: column 1 has a name that is not allowed'],
    ['a NUL', 'a,b\n1,2\n3,\0\n', 'nul_char: must not contain the character U+0000 (line 3)'],
    ['an unclosed quote', 'a,b\n1,2\n3,"x\n4,5\n', 'unclosed_quote: row 3 has a quote that is not closed'],
    [
      'text behind a quote',
      'a,b\n"1"x,2\n',
      'quote: row 2 has a quote in the middle of a cell: quote the cell and double the quote',
    ],
    [
      'bytes that are no UTF-8',
      Buffer.from('a,b\nx,\xc3\x28\n', 'latin1'),
      'invalid_utf8: must be UTF-8 (line 2)',
    ],
    [
      'half a character at the end',
      Buffer.from('a,b\nx,\xe2\x82', 'latin1'),
      'invalid_utf8: must be UTF-8 (line 2)',
    ],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 'invalid_utf8: must be UTF-8 (line 1)'],
    [
      'a spreadsheet',
      Buffer.from('PK\u0003\u0004\u0014\0\u0006\0', 'latin1'),
      'nul_char: must not contain the character U+0000 (line 1)',
    ],
    ['JSON', '{"a":1}\n{"a":2}\n', 'format: is no CSV: it begins like JSON, HTML or XML'],
    ['HTML', '<!DOCTYPE html>\n<p>x</p>\n', 'format: is no CSV: it begins like JSON, HTML or XML'],
    ['too many columns', `${'a,'.repeat(500)}b\n1\n`, 'max_items: must have at most 500 columns'],
    ['a long name', `${'x'.repeat(129)}\n1\n`, 'max_length: column 1 has a name of more than 128 characters'],
    [
      'an endless row',
      `a,b\n1,"${'x'.repeat(300_000)}`,
      'row_too_long: row 2 is longer than 262144 bytes: is a quote left open?',
    ],
    [
      'an endless header',
      '"'.padEnd(300_000, 'x'),
      'row_too_long: row 1 is longer than 262144 bytes: is a quote left open?',
    ],
  ])('are not read from %s', async (_, file, expected) => {
    expect(await fault(file)).toBe(expected);
    expect(await fault(file, 'csv', [1000, 3])).toBe(expected);
  });

  it('end with the size that a file may have', async () => {
    const bytes = new CheckedBytes(pieces(Buffer.from('a,b\n1,2\n3,4\n'), [4]), 11);
    const all = async (): Promise<void> => {
      for await (const _ of (await openFile(bytes, 'csv')).rows);
    };
    await expect(all()).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  it('tells all faults of a header at once', async () => {
    expect(await fault('a,__proto__,a\n')).toContain('; duplicate');
  });
});

describe('the lines of an NDJSON file', () => {
  it('keep their number, over blank lines and any line end', async () => {
    const { rows } = await read('{"a":1}\r\n\n{"b":"ü"}', 'ndjson', [3]);
    expect(rows).toEqual([
      { row: 1, content: '{"a":1}' },
      { row: 3, content: '{"b":"ü"}' },
    ]);
  });

  it.each([
    ['one array', '[{"a":1}]\n', 'format: is no NDJSON: every line must be the JSON object of one event'],
    ['CSV', 'a,b\n1,2\n', 'format: is no NDJSON: every line must be the JSON object of one event'],
    ['nothing but blank lines', '\n\n', 'empty: has no rows'],
    [
      'an endless line',
      `{"a":"${'x'.repeat(300_000)}`,
      'row_too_long: line 1 is longer than 262144 characters',
    ],
  ])('are not read from %s', async (_, file, expected) => {
    expect(await fault(file, 'ndjson')).toBe(expected);
  });
});
