import { limits } from '@rapport/kernel';
import { fileFault, invalidFile } from '../domain/file-fault.js';

/**
 * Lines of an NDJSON file, blank ones included, so that their number is what an editor shows. Holds one piece of the file at a time.
 * @throws ProblemError `invalid_file`
 */
export async function* readLines(bytes: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let open = '';
  let row = 1;
  for await (const piece of bytes) {
    const parts = (open + piece.toString('utf8')).split('\n');
    open = parts.pop() ?? '';
    for (const line of parts) refuseLong(line, row++);
    refuseLong(open, row);
    yield parts.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
  if (open !== '') yield [open];
}

function refuseLong(line: string, row: number): void {
  if (line.length > limits.importRowBytes) {
    throw invalidFile(
      fileFault('row_too_long', `line ${row} is longer than ${limits.importRowBytes} characters`),
    );
  }
}
