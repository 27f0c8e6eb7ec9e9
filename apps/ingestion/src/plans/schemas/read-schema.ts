import type { JsonObject, JsonValue } from '@rapport/contracts';
import type { JsonPath } from '@rapport/kernel';
import { formats } from './formats.js';
import { KeywordCost } from './keyword-cost.js';
import { readRegex } from './linear-regex.js';
import { schemaKeywords } from './schema-keywords.js';

export interface SchemaProblem {
  /** From the schema's root. */
  path: JsonPath;
  rule: 'ref' | 'pattern' | 'format' | 'max_items';
  message: string;
}

export interface ReadSchema {
  /** The same, with nothing in it but what is checked. */
  schema: JsonObject;
  /** How many keywords that has: each may fault each value once. */
  keywords: number;
  problems: SchemaProblem[];
  /** Words that draft-07 does not know. */
  unknown: JsonPath[];
}

/**
 * Reads a schema that conforms to the meta-schema of draft-07. References are written out, so that none leads outside or round
 * in a circle, and so that the cost of all that is checked can be counted.
 */
export function readSchema(given: JsonObject): ReadSchema {
  const reader = new SchemaReader(given);
  const schema = reader.read(given, [], []) as JsonObject;
  if (reader.cost.exceeded) {
    const message = 'asks for too much in total (references written out)';
    reader.problems.unshift({ path: [], rule: 'max_items', message });
  }
  const { problems, unknown, cost } = reader;
  return { schema, keywords: cost.keywords, problems, unknown };
}

class SchemaReader {
  readonly cost = new KeywordCost();
  readonly problems: SchemaProblem[] = [];
  readonly unknown: JsonPath[] = [];

  constructor(private readonly root: JsonObject) {}

  /** @param within the references that led here */
  read(schema: JsonValue, path: JsonPath, within: readonly string[]): JsonValue {
    if (!isObject(schema)) return schema;
    if (typeof schema.$ref === 'string') return this.follow(schema.$ref, path, within);
    const read: JsonObject = {};
    for (const [word, value] of Object.entries(schema)) {
      if (this.cost.exceeded) break;
      const place = [...path, word];
      if (schemaKeywords.annotations.has(word)) continue;
      this.cost.add(word, value);
      if (schemaKeywords.values.has(word)) {
        this.look(word, value, place);
        read[word] = value;
      } else {
        const held = this.cost.within(word, () => this.readHeld(word, value, place, within));
        if (held === undefined) this.unknown.push(place);
        else read[word] = held;
      }
    }
    return read;
  }

  /** The schemas that stand under a word; undefined where the word is unknown. */
  private readHeld(
    word: string,
    value: JsonValue,
    path: JsonPath,
    within: readonly string[],
  ): JsonValue | undefined {
    const below = (held: JsonValue, part: string | number): JsonValue =>
      this.read(held, [...path, part], within);
    const list = (held: JsonValue[]): JsonValue => held.map((one, index) => below(one, index));
    if (schemaKeywords.single.has(word)) return this.read(value, path, within);
    if (word === 'items') return Array.isArray(value) ? list(value) : this.read(value, path, within);
    if (schemaKeywords.lists.has(word)) return list(value as JsonValue[]);
    if (word === 'dependencies') {
      return mapValues(value as JsonObject, (held, name) => (Array.isArray(held) ? held : below(held, name)));
    }
    if (!schemaKeywords.maps.has(word)) return undefined;
    if (word === 'patternProperties') {
      for (const pattern of Object.keys(value as JsonObject)) this.lookAtPattern(pattern, [...path, pattern]);
    }
    return mapValues(value as JsonObject, below);
  }

  private look(word: string, value: JsonValue, path: JsonPath): void {
    if (word === 'pattern') this.lookAtPattern(value as string, path);
    if (word === 'format' && !Object.hasOwn(formats, value as string)) {
      this.problems.push({
        path,
        rule: 'format',
        message: `must be one of ${Object.keys(formats).join(', ')}`,
      });
    }
  }

  private lookAtPattern(pattern: string, path: JsonPath): void {
    const regex = readRegex(pattern);
    if (regex.ok) this.cost.addPattern(regex.size);
    else this.problems.push({ path, rule: 'pattern', message: regex.message });
  }

  private follow(ref: string, path: JsonPath, within: readonly string[]): JsonValue {
    const refuse = (message: string): JsonValue => {
      this.problems.push({ path: [...path, '$ref'], rule: 'ref', message });
      return true;
    };
    if (!/^#(\/|$)/.test(ref)) return refuse('must lead to a place in this schema, such as #/definitions/x');
    if (within.includes(ref) || ref === '#') return refuse('must not lead back to where it stands');
    const target = resolve(this.root, ref);
    if (!target) return refuse('leads to nothing');
    this.cost.add('$ref', ref);
    return this.cost.exceeded ? true : this.read(target.value, target.path, [...within, ref]);
  }
}

/** RFC 6901, as a URI fragment. */
function resolve(root: JsonObject, ref: string): { value: JsonValue; path: JsonPath } | undefined {
  const path: string[] = [];
  let value: JsonValue | undefined = root;
  for (const part of ref.split('/').slice(1)) {
    const name = decoded(part);
    if (name === undefined || typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as JsonObject)[name];
    path.push(name);
  }
  return isObject(value) || typeof value === 'boolean' ? { value, path } : undefined;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}

function mapValues(map: JsonObject, of: (value: JsonValue, name: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, of(value, name)]));
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
