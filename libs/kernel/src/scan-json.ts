import { locateJsonFaults } from './locate-json-faults.js';
import type { JsonFault } from './json-fault.js';

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
/** Literals up to this length keep their digits whatever they are; longer ones are looked at closely. */
const safeNumberLength = 15;
/** An object with more keys than this goes to the exact search, which uses sets. */
const keysComparedOneByOne = 32;

const noFaults: JsonFault[] = [];

/**
 * What only the raw text shows: nesting deeper than `maxDepth` (before `JSON.parse` recurses into hostile input), a key
 * that occurs twice in one object, a number that a float cannot keep. One pass without allocation for ordinary text; only
 * text that looks suspicious is searched again for the exact places. Malformed text is left to `JSON.parse`.
 */
export function scanJson(text: string, maxDepth: number): JsonFault[] {
  return isUnsuspicious(text, maxDepth) ? noFaults : locateJsonFaults(text, maxDepth);
}

function isUnsuspicious(text: string, maxDepth: number): boolean {
  const hashes: number[] = [];
  const starts: number[] = [0];
  let hash = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      hash = 0;
      for (at++; at < text.length; at++) {
        const character = text.charCodeAt(at);
        if (character === quote) break;
        if (character === backslash) {
          at++;
          hash = -1;
        } else if (hash !== -1) hash = (Math.imul(hash, 31) + character) & 0x3fffffff;
      }
    } else if (code === colon) {
      if (hash === -1 || isKnown(hashes, starts.at(-1) ?? 0, hash)) return false;
      hashes.push(hash);
    } else if (code === 0x7b || code === 0x5b) {
      if (starts.length > maxDepth) return false;
      starts.push(hashes.length);
    } else if (code === 0x7d || code === 0x5d) {
      hashes.length = starts.pop() ?? 0;
    } else if (isNumberPart(code)) {
      const end = endOfNumber(text, at);
      if (end - at > safeNumberLength || hasExponent(text, at, end)) return false;
      at = end - 1;
    }
    at++;
  }
  return true;
}

/** Equal hashes are only a suspicion; so is an object too large to compare one by one. */
function isKnown(hashes: number[], start: number, hash: number): boolean {
  if (hashes.length - start >= keysComparedOneByOne) return true;
  for (let i = start; i < hashes.length; i++) if (hashes[i] === hash) return true;
  return false;
}

function isNumberPart(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || code === 0x2d;
}

/** Index after the run of characters that a number literal may hold. */
export function endOfNumber(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const partOfNumber =
      isNumberPart(code) || code === 0x2e || code === 0x2b || code === 0x65 || code === 0x45;
    if (!partOfNumber) break;
  }
  return at;
}

function hasExponent(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) if ((text.charCodeAt(at) | 0x20) === 0x65) return true;
  return false;
}
