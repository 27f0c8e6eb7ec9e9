import { RE2JS, RE2JSSyntaxException } from 're2js';

/** Instructions of one compiled pattern: what a character of text may cost at most. */
const longestProgram = 300;

export interface LinearRegex {
  test(text: string): boolean;
  toString(): string;
}

export type ReadRegex = { ok: true; regex: LinearRegex; size: number } | { ok: false; message: string };

/**
 * A pattern in the syntax of RE2, whose time is linear in the text: what a browser sends can then never stop the door. It has
 * no look-around and no back-references. `toString` is the pattern, by which ajv tells two of them apart.
 */
export function readRegex(pattern: string): ReadRegex {
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern));
    const size = compiled.programSize();
    if (size > longestProgram) return { ok: false, message: 'is too large a pattern' };
    const regex = { test: (text: string) => compiled.test(text), toString: () => pattern };
    return { ok: true, regex, size };
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    return { ok: false, message: 'is no pattern in the syntax of RE2 (no look-around, no back-references)' };
  }
}

/** For a pattern that has been read before. */
export function linearRegex(pattern: string): LinearRegex {
  const read = readRegex(pattern);
  if (!read.ok) throw new Error(`a schema was compiled that had not been read: ${read.message}`);
  return read.regex;
}
