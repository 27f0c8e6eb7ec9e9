import type { JsonObject, JsonValue } from '@rapport/contracts';

/** Values from which on it is evidence that something was so each time. */
const enoughForRequired = 20;
const enoughForFormat = 20;
const enoughForEnum = 50;
const mostChoices = 10;
const leastPerChoice = 3;
const longestChoice = 64;
const mostNames = 200;
const deepest = 3;
/** Values looked at of all lists together. */
const mostItems = 2_000;

export interface InferOptions {
  /** SDKs send only traits that changed, so that none of them is required (ingest.md 5.1). */
  mayRequire: boolean;
  /** Which known format a text has, if any. */
  formatOf: (text: string) => string | undefined;
}

/**
 * A schema that all of the objects follow and that says no more than they are evidence of: types always, required where there
 * were enough objects and each had it, a list of choices or a format where many texts agree. Numbers are numbers: that
 * all were whole says little about the next.
 */
export function inferObjectSchema(
  objects: readonly JsonObject[],
  options: InferOptions,
  depth = 0,
): JsonObject {
  const held = new Map<string, JsonValue[]>();
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      const values = held.get(name);
      if (values) values.push(value);
      else held.set(name, [value]);
    }
  }
  const names = [...held].sort(([, a], [, b]) => b.length - a.length).slice(0, mostNames);
  const required = names
    .filter(([, values]) => options.mayRequire && isAlwaysThere(values, objects.length))
    .map(([name]) => name)
    .sort();
  const properties = Object.fromEntries(
    names
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, values]) => [name, inferSchema(values, options, depth + 1)]),
  );
  return { type: 'object', ...(required.length > 0 && { required }), properties };
}

function isAlwaysThere(values: readonly JsonValue[], objects: number): boolean {
  return objects >= enoughForRequired && values.length === objects && !values.includes(null);
}

function inferSchema(values: readonly JsonValue[], options: InferOptions, depth: number): JsonObject {
  const types = [...new Set(values.map(typeOf))].sort();
  // Only nulls: nothing is known of the value that will come.
  if (types.length === 1 && types[0] === 'null') return {};
  const schema: JsonObject = { type: types.length === 1 ? (types[0] ?? 'null') : types };
  const texts = values.filter((value) => typeof value === 'string');
  const format = formatOf(texts, options);
  const choices = format === undefined ? choicesOf(texts, values.length) : undefined;
  if (format !== undefined) schema.format = format;
  else if (choices) schema.enum = choices;
  if (depth >= deepest) return schema;
  const objects = values.filter(isObject);
  if (objects.length > 0) {
    schema.properties = inferObjectSchema(objects, options, depth).properties ?? {};
  }
  const items = values
    .filter((value) => Array.isArray(value))
    .flat()
    .slice(0, mostItems);
  if (items.length > 0) schema.items = inferSchema(items, options, depth + 1);
  return schema;
}

/** When all values are texts and each of a few occurs again and again. */
function choicesOf(texts: readonly string[], values: number): string[] | undefined {
  if (texts.length !== values || texts.length < enoughForEnum) return undefined;
  const seen = new Map<string, number>();
  for (const text of texts) {
    seen.set(text, (seen.get(text) ?? 0) + 1);
    if (seen.size > mostChoices || text.length > longestChoice) return undefined;
  }
  const isChoice = seen.size > 1 && [...seen.values()].every((times) => times >= leastPerChoice);
  return isChoice ? [...seen.keys()].sort() : undefined;
}

function formatOf(texts: readonly string[], { formatOf: read }: InferOptions): string | undefined {
  if (texts.length < enoughForFormat) return undefined;
  const format = read(texts[0] ?? '');
  return format !== undefined && texts.every((text) => read(text) === format) ? format : undefined;
}

export function typeOf(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeOf(value) === 'object';
}
