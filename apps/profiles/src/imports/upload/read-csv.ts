import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { limits } from '@rapport/kernel';
import { delimiterOf, FirstLine } from '../domain/csv-dialect.js';
import { fileFault, invalidFile } from '../domain/file-fault.js';

export interface CsvRows {
  delimiter: string;
  /** Every record, some at a time; blank lines included, so that their number is what a spreadsheet shows. */
  records: AsyncIterable<string[][]>;
}

/**
 * Cells of a CSV file (RFC 4180), with any usual delimiter and any line ends, mixed ones too. Holds a few records at a time.
 * @throws ProblemError `invalid_file`, also while the records are read
 */
export async function readCsv(bytes: AsyncIterable<Buffer>): Promise<CsvRows> {
  const pieces = bytes[Symbol.asyncIterator]();
  const { head, end } = await readHead(pieces);
  const header = head.toString('utf8', 0, end);
  refuseOtherFormats(header);
  const delimiter = delimiterOf(header);
  return { delimiter, records: recordsOf(continued(head, pieces), delimiter) };
}

/** Records are handed on this many at a time: one by one, the hand-over costs more than the reading. */
const recordsAtATime = 200;

async function* recordsOf(bytes: AsyncIterable<Buffer>, delimiter: string): AsyncGenerator<string[][]> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: limits.importRowBytes,
  });
  // What fails here ends the parser, and whoever reads it meets the error.
  const fed = pipeline(bytes, parser).catch(() => undefined);
  let gathered: string[][] = [];
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (gathered.push(record) < recordsAtATime) continue;
      yield gathered;
      gathered = [];
    }
    yield gathered;
  } catch (error) {
    throw error instanceof CsvError ? invalidFile(faultOf(error)) : error;
  } finally {
    parser.destroy();
    await fed;
  }
}

/** So much that the first line is there, or no line can be that long. */
async function readHead(pieces: AsyncIterator<Buffer>): Promise<{ head: Buffer; end: number }> {
  const line = new FirstLine();
  const taken: Buffer[] = [];
  let bytes = 0;
  let end: number | undefined;
  while (end === undefined && bytes < limits.importRowBytes) {
    const next = await pieces.next();
    if (next.done) break;
    taken.push(next.value);
    bytes += next.value.length;
    end = line.endIn(next.value);
  }
  return { head: Buffer.concat(taken), end: end ?? bytes };
}

async function* continued(head: Buffer, pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  try {
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  } finally {
    await pieces.return?.();
  }
}

/** One column of anything is CSV; a JSON or HTML file is not what somebody meant by it. */
function refuseOtherFormats(header: string): void {
  if (/^\s*(\{|\[|<[!a-zA-Z?])/.test(header)) {
    throw invalidFile(fileFault('format', 'is no CSV: it begins like JSON, HTML or XML'));
  }
}

function faultOf(error: CsvError): ReturnType<typeof fileFault> {
  const { records } = error as { records?: unknown };
  const row = Number(records ?? 0) + 1;
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return fileFault('unclosed_quote', `row ${row} has a quote that is not closed`);
    case 'CSV_MAX_RECORD_SIZE':
      return fileFault(
        'row_too_long',
        `row ${row} is longer than ${limits.importRowBytes} bytes: is a quote left open?`,
      );
    default:
      return fileFault(
        'quote',
        `row ${row} has a quote in the middle of a cell: quote the cell and double the quote`,
      );
  }
}
