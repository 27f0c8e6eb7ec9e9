import type { JsonFault } from './json-fault.js';
import { numberFault } from './json-number.js';
import type { JsonPath } from './json-path.js';

const mostFaults = 50;
const number = /-?\d[\d.eE+-]*/y;

interface Container {
  keys: Set<string> | undefined;
  /** The key or index at which the container's current value stands. */
  at: string | number;
}

/** The exact places of what `scanJson` only suspects; up to 50. Stops at nesting deeper than `maxDepth`. */
export function locateJsonFaults(text: string, maxDepth: number): JsonFault[] {
  const faults: JsonFault[] = [];
  const open: Container[] = [];
  const report = (code: JsonFault['code']): void => {
    faults.push({ code, path: open.map((container) => container.at) satisfies JsonPath });
  };
  let lastString = '';
  let at = 0;
  while (at < text.length && faults.length < mostFaults) {
    const character = text.charAt(at);
    const inside = open.at(-1);
    if (character === '"') {
      const end = endOfString(text, at);
      lastString = text.slice(at, end);
      at = end;
      continue;
    }
    if (character === ':' && inside?.keys) {
      inside.at = keyOf(lastString);
      if (inside.keys.has(inside.at)) report('duplicate_key');
      inside.keys.add(inside.at);
    } else if (character === '{' || character === '[') {
      if (open.length >= maxDepth) {
        report('too_deep');
        return faults;
      }
      open.push(character === '{' ? { keys: new Set(), at: '' } : { keys: undefined, at: 0 });
    } else if (character === '}' || character === ']') open.pop();
    else if (character === ',' && typeof inside?.at === 'number') inside.at++;
    else if (character === '-' || (character >= '0' && character <= '9')) {
      number.lastIndex = at;
      const literal = number.exec(text)?.[0] ?? character;
      const fault = numberFault(literal);
      if (fault) report(fault);
      at += literal.length;
      continue;
    }
    at++;
  }
  return faults;
}

/** Index after the closing quote of the string that opens at `from`. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at + 1;
    if (code === 0x5c) at++;
  }
  return text.length;
}

/** The key as the parser reads it: `"\u0061"` is `a`. Malformed keys stay as they are; the parser refuses them. */
function keyOf(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    return literal;
  }
}
