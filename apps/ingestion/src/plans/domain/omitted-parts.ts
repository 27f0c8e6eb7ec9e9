import type { JsonObject, JsonValue } from '@rapport/contracts';
import { fieldOfPath } from '@rapport/kernel';
import type { JsonPath } from '@rapport/kernel';
import type { SchemaFault } from './compiled-plan.js';
import type { PlannedEvent } from './planned-event.js';

type Part = 'properties' | 'traits' | 'context';
const parts: readonly unknown[] = ['properties', 'traits', 'context'] satisfies Part[];

/**
 * An event with parts taken out. What is taken out is the innermost named value that holds the fault: of
 * `products[3].price` the price, of `tags[2]` all tags, for an item less would shift its neighbours. What an event needs to be
 * one (its type, its name, its identifiers) stays.
 */
export class OmittedParts<Event extends PlannedEvent> {
  /** By field; null while nothing is. */
  omitted: JsonObject | null = null;
  private readonly copied = new Set<Part>();

  /** @param event is never changed; what is changed is a copy */
  constructor(public event: Event) {}

  /** @returns false when there is nothing that could be taken out */
  omit(at: JsonPath, { path, whole }: SchemaFault): boolean {
    const place = placeOf([...at, ...path], whole ?? false);
    const part = place[0];
    if (!isPart(part) || place.length < (whole ? 1 : 2)) return false;
    if (place.length === 1) {
      this.keep(place, this.event[part] ?? {});
      this.event = { ...this.event, [part]: {} };
      return true;
    }
    const holder = holderOf(this.ownCopy(part), place.slice(1, -1));
    const name = place.at(-1) as string;
    // Gone already, with something around it.
    if (!holder || !Object.hasOwn(holder, name)) return true;
    this.keep(place, holder[name] ?? null);
    delete holder[name];
    return true;
  }

  private keep(place: JsonPath, value: JsonValue): void {
    this.omitted ??= {};
    this.omitted[fieldOfPath(place)] = value;
  }

  private ownCopy(part: Part): JsonObject {
    if (!this.copied.has(part)) {
      this.copied.add(part);
      this.event = { ...this.event, [part]: structuredClone(this.event[part] ?? {}) };
    }
    return this.event[part] ?? {};
  }
}

function isPart(part: unknown): part is Part {
  return parts.includes(part);
}

/** The path up to its last name. */
function placeOf(path: JsonPath, whole: boolean): JsonPath {
  if (whole) return path;
  const last = path.findLastIndex((part) => typeof part === 'string');
  return path.slice(0, last + 1);
}

function holderOf(root: JsonObject, path: JsonPath): JsonObject | undefined {
  let at: JsonValue | undefined = root;
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = (at as Record<string | number, JsonValue>)[part];
  }
  return typeof at === 'object' && at !== null && !Array.isArray(at) ? at : undefined;
}
