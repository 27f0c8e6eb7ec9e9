import type { LanguageSupport } from '@codemirror/language';
import { NodeType, Parser, Tree, type Input, type PartialParse } from '@lezer/common';

/**
 * Stands in for `@codemirror/lang-javascript`, which the HTML language would bring along for script elements and event
 * handlers. A mail holds neither, and the parser weighs as much as a whole page of the console: what it would read stays
 * plain text.
 */
class PlainTextParser extends Parser {
  createParse(
    input: Input,
    _fragments: unknown,
    ranges: readonly { from: number; to: number }[],
  ): PartialParse {
    const from = ranges[0]?.from ?? 0;
    const to = ranges.at(-1)?.to ?? input.length;
    return {
      advance: () => new Tree(NodeType.none, [], [], to - from),
      parsedPos: to,
      stopAt: () => undefined,
      stoppedAt: null,
    };
  }
  configure(): this {
    return this;
  }
}

const plain = { parser: new PlainTextParser() };

export const javascriptLanguage = plain;
export const typescriptLanguage = plain;
export const jsxLanguage = plain;
export const tsxLanguage = plain;

/** Has nothing to add to the editor; the one part of a `LanguageSupport` that the HTML language asks for. */
export function javascript(): Pick<LanguageSupport, 'support'> {
  return { support: [] };
}
