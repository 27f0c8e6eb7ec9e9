import { segmentsOf } from '@rapport/conditions';
import type { Condition, Scalar, TraitCondition } from '@rapport/contracts';
import { reservedTraits } from './reserved-traits.js';
import { keysBeginning, keysEqualTo } from './search-key.js';

/** People that an index finds: everybody with such a value of the trait is among them, others may be. */
export interface TraitSource {
  trait: string;
  /** Whole keys. */
  keys: string[];
  /** Beginnings of keys. */
  prefixes: string[];
}

/**
 * Ways to find a superset of the people for whom a condition is true: each is a list of sources, all of which are needed.
 * None when only looking at everybody tells.
 */
export function waysToFind(condition: Condition): TraitSource[][] {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.flatMap(waysToFind);
    case 'or': {
      const ways = condition.conditions.map((child) => waysToFind(child)[0]);
      return ways.every((way) => way !== undefined) ? [ways.flat()] : [];
    }
    case 'trait': {
      const source = sourceOf(condition);
      return source ? [[source]] : [];
    }
    default:
      return [];
  }
}

function sourceOf(condition: TraitCondition): TraitSource | undefined {
  const [head, ...below] = segmentsOf(condition.trait);
  // A reserved name is true of people who have no such trait.
  if (!head || head.each || below.length > 0 || reservedTraits.has(head.key)) return undefined;
  const { op, value, ignoreCase = false } = condition;
  const literals = literalsOf(value);
  if (op === 'is' || op === 'is_any_of') {
    const keys = literals.map((literal) => keysEqualTo(literal, ignoreCase));
    if (keys.some((one) => one === undefined)) return undefined;
    return { trait: head.key, keys: [...new Set(keys.flatMap((one) => one ?? []))], prefixes: [] };
  }
  if (op !== 'starts_with' || ignoreCase || typeof literals[0] !== 'string') return undefined;
  const found = keysBeginning(literals[0]);
  return found && { trait: head.key, keys: found.others, prefixes: [found.prefix] };
}

function literalsOf(value: TraitCondition['value']): Scalar[] {
  if (Array.isArray(value)) return value;
  return value === undefined || typeof value === 'object' ? [] : [value];
}
