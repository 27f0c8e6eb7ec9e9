import type { EmailContent } from '@rapport/contracts';
import { nothingWanted, type RelationsWanted } from '../../relations/domain/relations-wanted.js';

const outputOrTag = /\{\{.*?\}\}|\{%.*?%\}/gs;
const groupsWord = /\bgroups\b/;
/** `objects.order`, `objects["order"]`; without a name after it the type is known only while rendering. */
const objectsWord = /\bobjects\b(?:\s*\.\s*([\w-]+)|\s*\[\s*(?:"([^"]*)"|'([^']*)')\s*\])?/g;

const known = new WeakMap<EmailContent, RelationsWanted>();

/**
 * Which groups and objects a content may read, from the words inside its Liquid: Liquid itself is parsed in a worker only,
 * and this is asked for every message. It may name too much (a local variable called `objects`), which costs a read; too
 * little only where a template puts the word together from pieces.
 */
export function relationsReadBy(content: EmailContent): RelationsWanted {
  let wanted = known.get(content);
  if (!wanted) known.set(content, (wanted = relationsIn(textsOf(content))));
  return wanted;
}

function relationsIn(texts: readonly string[]): RelationsWanted {
  const liquid = texts
    .filter((text) => text.includes('groups') || text.includes('objects'))
    .flatMap((text) => text.match(outputOrTag) ?? []);
  if (liquid.length === 0) return nothingWanted;
  const named = liquid.flatMap((one) =>
    [...one.matchAll(objectsWord)].map(([, ...names]) => names.find(Boolean)),
  );
  const types = named.filter((name) => name !== undefined);
  return {
    groups: liquid.some((one) => groupsWord.test(one)),
    objectTypes: types.length < named.length ? 'all' : new Set(types),
  };
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}
