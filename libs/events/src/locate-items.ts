/** Where an item stands in the request's text, in UTF-16 units, and how deep it is nested (its own braces count as 1). */
export interface ItemSpan {
  start: number;
  end: number;
  depth: number;
}

export interface LocatedItems {
  items: ItemSpan[];
  /** Deepest nesting outside the items. */
  envelopeDepth: number;
}

const quote = 34;
const comma = 44;
const colon = 58;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/**
 * Finds the elements of the array under the top-level key `itemsKey` in one pass over the raw text, before it is parsed:
 * their bytes are what is measured and set aside. It takes any text; whether that is JSON, `JSON.parse` says. It stops where
 * the envelope is nested deeper than `deepestEnvelope`.
 */
export function locateItems(text: string, itemsKey: string, deepestEnvelope = Infinity): LocatedItems {
  const items: ItemSpan[] = [];
  let current: ItemSpan | undefined;
  let envelopeDepth = 0;
  let depth = 0;
  let inItems = false;
  let itemsAhead = false;
  let lastString = '';
  let at = 0;
  while (at < text.length && envelopeDepth <= deepestEnvelope) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === comma) {
      at++;
    } else if (code === colon) {
      itemsAhead = depth === 1 && lastString === itemsKey;
      at++;
    } else if (code === closeBrace || code === closeBracket) {
      depth--;
      at++;
      if (depth < 2) inItems = false;
      if (depth <= 2) current = closeItem(current, at);
    } else {
      if (inItems && depth === 2) items.push((current = { start: at, end: at, depth: 0 }));
      if (code === openBrace || code === openBracket) {
        inItems ||= itemsAhead && code === openBracket;
        depth++;
        at++;
        if (!current) envelopeDepth = Math.max(envelopeDepth, depth);
        else if (depth - 2 > current.depth) current.depth = depth - 2;
      } else {
        const end = code === quote ? endOfString(text, at + 1) : endOfScalar(text, at + 1);
        if (code === quote && depth === 1) lastString = text.slice(at + 1, end - 1);
        at = end;
        if (depth === 2) current = closeItem(current, at);
      }
      itemsAhead = false;
    }
  }
  return { items, envelopeDepth };
}

function closeItem(item: ItemSpan | undefined, end: number): undefined {
  if (item) item.end = end;
  return undefined;
}

/** Position after the closing quote. */
function endOfString(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    at += code === backslash ? 2 : 1;
  }
  return text.length;
}

function endOfScalar(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === comma || code === colon || code === quote) break;
    if (code === openBracket || code === closeBracket || code === openBrace || code === closeBrace) break;
    at++;
  }
  return at;
}
