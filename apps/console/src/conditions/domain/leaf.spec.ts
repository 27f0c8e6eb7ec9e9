import { freshLeaf, lookingAt, named, nameOf, type Compared } from './leaf';

describe('a row of the condition editor', () => {
  it('keeps its comparison when it looks at something else, where there is one', () => {
    const before = { kind: 'trait', trait: 'plan', op: 'is_any_of', value: ['a'] } as const;
    const asked = { ...before, value: [...before.value] };
    expect(lookingAt('group_trait', asked)).toEqual({
      kind: 'group_trait',
      trait: '',
      op: 'is_any_of',
      value: ['a'],
    });
    expect(lookingAt('object', asked)).toEqual({ kind: 'object', objectType: '' });
    expect(lookingAt('trait', { kind: 'object', objectType: 'order' })).toEqual(freshLeaf('branch'));
    expect(lookingAt('context', { kind: 'trait', trait: 'x', op: 'is_set' })).toEqual({
      kind: 'context',
      path: 'event.properties.',
      op: 'is_set',
    });
  });

  it.each<Compared>([
    { kind: 'trait', trait: '', op: 'is_set' },
    { kind: 'group_trait', trait: '', op: 'is_set' },
    { kind: 'context', path: '', op: 'is_set' },
    { kind: 'property', property: '', op: 'is_set' },
  ])('bears the name that it is given: %j', (leaf) => {
    const other = named(leaf, 'plan');
    expect(nameOf(other)).toBe('plan');
    expect(other.kind).toBe(leaf.kind);
  });
});
