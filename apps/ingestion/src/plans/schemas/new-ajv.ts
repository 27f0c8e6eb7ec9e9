import type { JsonValue } from '@rapport/contracts';
import { Ajv, type FuncKeywordDefinition, type Options } from 'ajv';

/**
 * Ajv, with comparisons of our own: its own call `valueOf` and `toString` of what they compare, which fails on an object that
 * has a property of that name, and compare the items of a list each with each. Ours take time linear in the value.
 */
export function newAjv(options: Options): Ajv {
  const ajv = new Ajv({ strict: false, logger: false, ...options });
  for (const keyword of comparing) {
    ajv.removeKeyword(keyword.keyword as string);
    ajv.addKeyword(keyword);
  }
  return ajv;
}

const comparing: readonly FuncKeywordDefinition[] = [
  {
    keyword: 'const',
    error: { message: 'must be equal to constant' },
    compile: (wanted: JsonValue) => {
      const text = canonical(wanted);
      return (value: JsonValue) => canonical(value) === text;
    },
  },
  {
    keyword: 'enum',
    schemaType: 'array',
    error: { message: 'must be equal to one of the allowed values' },
    compile: (choices: JsonValue[]) => {
      const texts = new Set(choices.map(canonical));
      return (value: JsonValue) => texts.has(canonical(value));
    },
  },
  {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must NOT have duplicate items' },
    compile: (wanted: boolean) => (items: JsonValue[]) =>
      !wanted || new Set(items.map(canonical)).size === items.length,
  },
];

/** Equal for what JSON Schema calls equal: the order of keys says nothing, and 1.0 is 1. */
function canonical(value: JsonValue): string {
  return typeof value === 'object' ? JSON.stringify(value, withSortedKeys) : JSON.stringify(value);
}

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
