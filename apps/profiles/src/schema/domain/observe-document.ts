import type { JsonObject, JsonValue } from '@rapport/contracts';
import { type Example, exampleOf } from './example-of.js';
import { typeOfValue, type ValueType } from './value-types.js';

/** What one event says about one path of its document. */
export interface FieldSighting {
  types: Set<ValueType>;
  /** Some value there is not null: null and missing are the same (api.md 8.2). */
  filled: boolean;
  examples: Example[];
}

export interface DocumentSightings {
  fields: Map<string, FieldSighting>;
  /** There was more than is looked at: deeper, longer, or too many names. */
  overflowed: boolean;
}

/** Keys in a path: a property, and what is in it, three levels down. */
export const deepestPath = 4;
/** UTF-8 bytes of a path: with an event's name it has to fit an entry of an index. */
const longestPathBytes = 500;
const mostPaths = 500;
const mostElements = 50;
const examplesPerEvent = 2;

/**
 * The paths of a document, as a condition names them (api.md 8.2): `address.country`, `products[].sku`, `tags[]`. An event
 * counts once per path and type, however many elements a list has.
 */
export function observeDocument(document: JsonObject): DocumentSightings {
  const sightings: DocumentSightings = { fields: new Map(), overflowed: false };
  observeMembers(document, '', 1, sightings);
  return sightings;
}

function observeMembers(object: JsonObject, prefix: string, depth: number, into: DocumentSightings): void {
  for (const [key, value] of Object.entries(object)) {
    const path = `${prefix}${key.replaceAll('.', '\\.')}`;
    if (key === '' || Buffer.byteLength(path) > longestPathBytes) into.overflowed = true;
    else observeValue(value, path, depth, into);
  }
}

function observeValue(value: JsonValue, path: string, depth: number, into: DocumentSightings): void {
  if (!note(value, path, into) || value === null || typeof value !== 'object') return;
  const isFlat = Array.isArray(value) ? value.every((one) => !isObject(one)) : false;
  if (depth >= deepestPath && !isFlat) {
    into.overflowed = true;
    return;
  }
  if (!Array.isArray(value)) {
    observeMembers(value, `${path}.`, depth + 1, into);
    return;
  }
  if (value.length > mostElements) into.overflowed = true;
  for (const element of value.slice(0, mostElements)) {
    if (isObject(element)) observeMembers(element, `${path}[].`, depth + 1, into);
    else if (!Array.isArray(element)) note(element, `${path}[]`, into);
    else into.overflowed = true;
  }
}

function note(value: JsonValue, path: string, into: DocumentSightings): boolean {
  let field = into.fields.get(path);
  if (!field) {
    if (into.fields.size >= mostPaths) {
      into.overflowed = true;
      return false;
    }
    field = { types: new Set(), filled: false, examples: [] };
    into.fields.set(path, field);
  }
  field.types.add(typeOfValue(value));
  field.filled ||= value !== null;
  const example = field.examples.length < examplesPerEvent ? exampleOf(path, value) : undefined;
  if (example !== undefined && !field.examples.includes(example)) field.examples.push(example);
  return true;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
