import { countFits, segmentsOf } from '@rapport/conditions';
import type {
  Condition,
  GroupTraitCondition,
  ObjectCondition,
  Scalar,
  TraitCondition,
} from '@rapport/contracts';
import { reservedTraits } from './reserved-traits.js';
import { keysBeginning, keysEqualTo } from './search-key.js';

/** People that an index finds: everybody who fits is among them, others may be. */
export type Source = TraitSource | ObjectSource;

/** Everybody with such a value of the trait, or in a group that has it. */
export interface TraitSource {
  of: 'person' | 'group';
  trait: string;
  /** Whole keys. */
  keys: string[];
  /** Beginnings of keys. */
  prefixes: string[];
}

/** Everybody to whom an object of the type is related. */
export interface ObjectSource {
  of: 'object';
  type: string;
}

/**
 * Ways to find a superset of the people for whom a condition is true: each is a list of sources, all of which are needed.
 * None when only looking at everybody tells.
 */
export function waysToFind(condition: Condition): Source[][] {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.flatMap(waysToFind);
    case 'or': {
      const ways = condition.conditions.map((child) => waysToFind(child)[0]);
      return ways.every((way) => way !== undefined) ? [ways.flat()] : [];
    }
    case 'trait':
    case 'group_trait': {
      const source = sourceOf(condition);
      return source ? [[source]] : [];
    }
    case 'object':
      return needsOne(condition) ? [[{ of: 'object', type: condition.objectType }]] : [];
    default:
      return [];
  }
}

/** Whether it is false of people who have no object at all. */
function needsOne({ count }: ObjectCondition): boolean {
  return count === undefined || !countFits(count, 0);
}

function sourceOf(condition: TraitCondition | GroupTraitCondition): TraitSource | undefined {
  const of = condition.kind === 'trait' ? 'person' : 'group';
  const [head, ...below] = segmentsOf(condition.trait);
  if (!head || head.each || below.length > 0) return undefined;
  // A reserved name is true of people who have no such trait.
  if (of === 'person' && reservedTraits.has(head.key)) return undefined;
  const { op, value, ignoreCase = false } = condition;
  const literals = literalsOf(value);
  if (op === 'is' || op === 'is_any_of') {
    const keys = literals.map((literal) => keysEqualTo(literal, ignoreCase));
    if (keys.some((one) => one === undefined)) return undefined;
    return { of, trait: head.key, keys: [...new Set(keys.flatMap((one) => one ?? []))], prefixes: [] };
  }
  if (op !== 'starts_with' || ignoreCase || typeof literals[0] !== 'string') return undefined;
  const found = keysBeginning(literals[0]);
  return found && { of, trait: head.key, keys: found.others, prefixes: [found.prefix] };
}

function literalsOf(value: TraitCondition['value']): Scalar[] {
  if (Array.isArray(value)) return value;
  return value === undefined || typeof value === 'object' ? [] : [value];
}
