import type { JsonObject, JsonValue } from '@rapport/contracts';
import { linearRegex, type LinearRegex } from './linear-regex.js';

/** Words under which a schema goes on about the same value: in a list, by itself, by the name of a property. */
const sameValue = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else'] as const;

/**
 * Which names of a value a schema plans: those that it names, wherever it goes on about the value itself. One that says what
 * any other property is to be (`additionalProperties` that is not `false`) plans them all.
 */
export function plannedNames(schema: JsonObject): (name: string) => boolean {
  const names = new Set<string>();
  const patterns: LinearRegex[] = [];
  const isOpen = collect(schema, names, patterns);
  if (isOpen) return () => true;
  return (name) => names.has(name) || patterns.some((pattern) => pattern.test(name));
}

/** @returns whether all names are planned */
function collect(schema: JsonObject, names: Set<string>, patterns: LinearRegex[]): boolean {
  const { properties, patternProperties, additionalProperties = false } = schema;
  for (const name of Object.keys(properties ?? {})) names.add(name);
  for (const pattern of Object.keys(patternProperties ?? {})) patterns.push(linearRegex(pattern));
  const byName = Object.values((schema.dependencies ?? {}) as JsonObject);
  const below = [...sameValue.flatMap((word) => schema[word] ?? []), ...byName].filter(isObject);
  return below.map((one) => collect(one, names, patterns)).some(Boolean) || additionalProperties !== false;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
