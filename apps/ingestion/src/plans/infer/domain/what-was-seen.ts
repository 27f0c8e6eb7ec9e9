import type { JsonObject } from '@rapport/contracts';
import { typeOf } from './infer-schema.js';

export interface SeenProperty {
  name: string;
  /** Events that had it. */
  count: number;
  /** How often as which type. */
  types: Record<string, number>;
}

const mostListed = 200;

/** What a proposal rests on; no values, for they may be personal. */
export function whatWasSeen(objects: readonly JsonObject[]): SeenProperty[] {
  const seen = new Map<string, SeenProperty>();
  for (const object of objects) {
    for (const [name, value] of Object.entries(object)) {
      const property = seen.get(name) ?? { name, count: 0, types: {} };
      const type = typeOf(value);
      property.count++;
      property.types[type] = (property.types[type] ?? 0) + 1;
      seen.set(name, property);
    }
  }
  return [...seen.values()]
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, mostListed);
}
