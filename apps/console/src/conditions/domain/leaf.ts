import type { Condition, ConditionValue, Operator } from '@rapport/contracts';

/** Where the condition stands decides what it may look at. */
export type ConditionPlace = 'where' | 'entry_filter' | 'branch' | 'people';

/** What stands in one row of the editor. */
export type Leaf = Exclude<Condition, { kind: 'and' | 'or' | 'not' }>;
/** One that compares something under a name with a value. */
export type Compared = Exclude<Leaf, { kind: 'object' }>;

export function freshLeaf(place: ConditionPlace): Leaf {
  return place === 'where'
    ? { kind: 'property', property: '', op: 'is', value: '' }
    : { kind: 'trait', trait: '', op: 'is', value: '' };
}

/** The same row looking at something else; the comparison is kept where there is one. */
export function lookingAt(kind: Leaf['kind'], before: Leaf): Leaf {
  if (kind === 'object') return { kind, objectType: '' };
  const comparison = comparisonOf(before);
  switch (kind) {
    case 'trait':
    case 'group_trait':
      return { kind, trait: '', ...comparison };
    case 'context':
      return { kind, path: 'event.properties.', ...comparison };
    case 'property':
      return { kind, property: '', ...comparison };
  }
}

function comparisonOf(leaf: Leaf): { op: Operator; value?: ConditionValue } {
  if (leaf.kind === 'object') return { op: 'is', value: '' };
  return { op: leaf.op, ...(leaf.value === undefined ? {} : { value: leaf.value }) };
}

export function nameOf(leaf: Compared): string {
  return leaf.kind === 'context' ? leaf.path : leaf.kind === 'property' ? leaf.property : leaf.trait;
}

export function named(leaf: Compared, name: string): Compared {
  switch (leaf.kind) {
    case 'trait':
    case 'group_trait':
      return { ...leaf, trait: name };
    case 'context':
      return { ...leaf, path: name };
    case 'property':
      return { ...leaf, property: name };
  }
}
