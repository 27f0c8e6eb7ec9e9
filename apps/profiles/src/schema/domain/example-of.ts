import type { JsonValue } from '@rapport/contracts';

export type Example = string | number | boolean;

/** Characters: enough to recognise a value by, too few to carry a text of somebody's own. */
const longestExample = 80;

/** Names under which a value is a secret, or lets somebody pay: no example of it is kept. */
const secret =
  /pass(word|wd|phrase|code)|secret|token|api_?key|private_?key|authori[sz]ation|cookie|credential|session_?id|card_?(number|no)\b|\b(cvv|cvc|iban|ssn|pin)\b/i;

/** A short example of a value at this path, or undefined when none is worth keeping or none may be kept. */
export function exampleOf(path: string, value: JsonValue): Example | undefined {
  if (value === null || typeof value === 'object' || value === '') return undefined;
  if (isSecret(path)) return undefined;
  if (typeof value !== 'string' || value.length <= longestExample) return value;
  return `${value.slice(0, longestExample - 1).toWellFormed()}…`;
}

const judged = new Map<string, boolean>();
const mostJudged = 20_000;

/** Paths are few and values many: each is judged once. */
function isSecret(path: string): boolean {
  const known = judged.get(path);
  if (known !== undefined) return known;
  if (judged.size >= mostJudged) judged.clear();
  const found = secret.test(wordsOf(path));
  judged.set(path, found);
  return found;
}

/** `cardNumber` and `card-number` as `card_Number` and `card_number`, so that one pattern meets every spelling. */
function wordsOf(path: string): string {
  return path
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .replace(/\./g, ' ');
}
