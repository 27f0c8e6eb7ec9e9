import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { limits, ProblemError } from '@rapport/kernel';
import { fileFault, invalidFile } from '../domain/file-fault.js';

const lineFeed = 0x0a;

/** The bytes of a file as they come: counted, hashed and looked through, so that nothing behind it meets what no text is. */
export class CheckedBytes {
  private readonly hash = createHash('sha256');
  private count = 0;
  private lines = 1;

  constructor(
    private readonly source: AsyncIterable<Buffer>,
    private readonly maxBytes: number = limits.importBytes,
  ) {}

  get bytes(): number {
    return this.count;
  }

  /** Of the file as sent (inflated). To be asked once, at the end. */
  sha256(): string {
    return this.hash.digest('hex');
  }

  /**
   * Pieces that end between characters, without a byte order mark.
   * @throws ProblemError `payload_too_large`, `invalid_file`
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    let rest: Buffer = Buffer.alloc(0);
    let first = true;
    for await (const piece of this.source) {
      this.count += piece.length;
      if (this.count > this.maxBytes) throw new ProblemError('payload_too_large');
      this.hash.update(piece);
      const joined = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const end = endOfCharacters(joined);
      rest = joined.subarray(end);
      const whole = joined.subarray(0, end);
      this.check(whole);
      if (whole.length === 0) continue;
      yield first ? withoutMark(whole) : whole;
      first = false;
    }
    if (rest.length > 0) throw this.fault('invalid_utf8', 'must be UTF-8');
    if (this.count === 0) throw invalidFile(fileFault('empty', 'is empty'));
  }

  private check(whole: Buffer): void {
    if (!isUtf8(whole)) {
      this.skipLines(whole, isUtf8);
      throw this.fault('invalid_utf8', 'must be UTF-8');
    }
    const nul = whole.indexOf(0);
    if (nul >= 0) {
      this.lines += linesIn(whole.subarray(0, nul));
      throw this.fault('nul_char', 'must not contain the character U+0000');
    }
    this.lines += linesIn(whole);
  }

  /** Counts the lines before the first that is not sound. */
  private skipLines(whole: Buffer, isSound: (line: Buffer) => boolean): void {
    for (let at = 0; ;) {
      const end = whole.indexOf(lineFeed, at);
      if (end < 0 || !isSound(whole.subarray(at, end))) return;
      this.lines++;
      at = end + 1;
    }
  }

  private fault(rule: 'invalid_utf8' | 'nul_char', message: string): ProblemError {
    return invalidFile(fileFault(rule, `${message} (line ${this.lines})`));
  }
}

/** Where the last character that is complete ends: a UTF-8 character has up to four bytes (RFC 3629). */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

function linesIn(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) lines++;
  return lines;
}
